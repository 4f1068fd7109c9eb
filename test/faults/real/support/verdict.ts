import type { Message } from '@otsy/protocol'
import type { Storage } from '@otsy/server-kit'
import { postgresStorage } from '@otsy/server-kit/postgres'
import {
  checkHistory,
  type HistoryEvent,
  type Recorder,
  type ShownChat,
  type StoredChat,
  type Violation,
} from '@otsy/server-kit/testing'

const EVERYTHING = { userId: null, unrestricted: true } as const

export interface Evidence {
  readonly databaseUrl: string
  readonly chatId: string
  readonly recorder: Recorder
  /** When the recorder began, in milliseconds since the epoch. */
  readonly began: number
  readonly shown: readonly ShownChat[]
  /** How late a change may be for who watches (G7). */
  readonly withinMs: number
}

/** What the database holds, what every app saw and shows: the first promise that this breaks. */
export async function verdict(evidence: Evidence): Promise<Violation | null> {
  const { databaseUrl, chatId, recorder, began, shown, withinMs } = evidence
  const storage = postgresStorage({ connectionString: databaseUrl, listen: false })
  await storage.open()
  try {
    const stored = await readChat(storage, chatId)
    const commits = commitsOf(stored, began)
    return checkHistory({
      events: merged(commits, recorder.events),
      stored: [stored],
      shown,
      read: [],
      withinMs,
    })
  } finally {
    await storage.close()
  }
}

/** The whole log of a chat; one of sends alone, so that each change is a row. */
export async function readChat<Tx>(storage: Storage<Tx>, chatId: string): Promise<StoredChat> {
  const messages: Message[] = []
  let head = 0
  for (let seq = 0, more = true; more;) {
    const cursor = { chat_id: chatId, seq, anchor: null }
    const [found] = await storage.chats.changesSince([cursor], EVERYTHING, {
      rows: 1_000,
      bytes: 1e9,
    })
    if (found === null || found === undefined) throw new Error(`There is no chat ${chatId}.`)
    messages.push(...found.page.messages)
    ;({ to: seq, hasMore: more, head_seq: head } = found.page)
  }
  const chat = await storage.chats.find({ chat_id: chatId }, EVERYTHING)
  const members = await Promise.all(
    (chat?.members ?? []).map(async ({ user_id: person, read_seq, visible_from_seq }) => {
      const [row] = await storage.chats.inboxRows([{ chat_id: chatId, user_id: person }])
      const counted = messages.filter((m) => m.seq > read_seq && isUnreadFor(m, person)).length
      const unread = { unread: row?.unread_count ?? 0, countedUnread: counted }
      return { person, readSeq: read_seq, ...unread, visibleFrom: visible_from_seq }
    }),
  )
  return { id: chatId, head, messages, members }
}

function isUnreadFor({ sender_id, type, deleted_at }: Message, person: string): boolean {
  return sender_id !== person && type !== 'system' && deleted_at === undefined
}

/**
 * When each change was committed, as far as anyone can say from outside: not before its row was made,
 * nor after the rows that were numbered later.
 */
function commitsOf({ id, messages }: StoredChat, began: number): HistoryEvent[] {
  const sorted = messages.toSorted((a, b) => a.changed_seq - b.changed_seq)
  let latest = Infinity
  return sorted
    .toReversed()
    .map((message): HistoryEvent => {
      latest = Math.min(latest, Date.parse(message.created_at) - began)
      return { type: 'commit', at: latest, chat: id, message }
    })
    .reverse()
}

/** In the order of time; at the same millisecond the commit comes before what was said of it. */
function merged(commits: readonly HistoryEvent[], events: readonly HistoryEvent[]): HistoryEvent[] {
  const all: HistoryEvent[] = []
  let next = 0
  for (const event of events) {
    for (let commit = commits[next]; commit && commit.at <= event.at; commit = commits[++next])
      all.push(commit)
    all.push(event)
  }
  return [...all, ...commits.slice(next)]
}
