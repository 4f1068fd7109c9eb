import type { ChatStore } from '../../core/chat/port'
import type { InboxHead, InboxRow } from '../../core/chat/model'
import type { Logger } from '../../core/log'
import { nextTurn } from '../../core/turn'
import type { Audience } from './audience'
import { userRoom, type ChatNamespace } from './types'

/** At most one `chat_updated` per chat and user in this time. */
const COALESCE_MS = 200
/**
 * Under load reading inboxes may take a twentieth of the time, so that sends come first; but never
 * does an inbox wait longer than this.
 */
const SHARE = 20
const MOST_COALESCE_MS = 1_000
/** How long a store that failed is left alone. */
const AGAIN_MS = 2_000
/**
 * Rows read and told at once. Between two such slices everything else has a turn: a few hundred in one
 * hold up every message meanwhile by ten milliseconds and more, here and at a slow reader.
 */
const SLICE = 25
/** Chats whose members are remembered. */
const MOST_REMEMBERED = 10_000
/** Rows whose last state told is remembered. One forgotten may be told twice. */
const MOST_TOLD = 50_000

interface Pair {
  readonly chat_id: string
  readonly user_id: string
}

export interface InboxFeedOptions {
  readonly nsp: ChatNamespace
  readonly chats: Pick<ChatStore<never>, 'find' | 'inboxRows'>
  readonly audience: Audience
  readonly logger: Logger
}

/**
 * Keeps the inboxes of everyone connected here current: what changed is collected, read afresh and
 * told once. Reading afresh is what keeps it right: a lost or reordered hint can only delay it, and
 * who is no member any more gets nothing.
 */
export class InboxFeed {
  readonly #options: InboxFeedOptions
  /** Chat id to the membership its change was committed under. */
  #chats = new Map<string, number>()
  #pairs = new Map<string, Pair>()
  readonly #members = new Map<
    string,
    { readonly rev: number; readonly userIds: readonly string[] }
  >()
  readonly #told = new Map<string, Pick<InboxHead, 'head_seq' | 'read_seq'>>()
  #timer: NodeJS.Timeout | undefined
  #flushing: Promise<void> | undefined
  #closed = false

  constructor(options: InboxFeedOptions) {
    this.#options = options
  }

  /** Something everyone in the chat sees in their inbox. */
  touchAll(chatId: string, membersRev: number): void {
    this.#chats.set(chatId, Math.max(membersRev, this.#chats.get(chatId) ?? 0))
    this.#schedule()
  }

  /** Something only one person sees: their own read mark, a mute. */
  touch(chatId: string, userId: string): void {
    const pair = { chat_id: chatId, user_id: userId }
    this.#pairs.set(keyOf(pair), pair)
    this.#schedule()
  }

  /** Tells those rows again that are not as they were told last. */
  compare(heads: readonly InboxHead[]): void {
    for (const { chat_id, user_id, head_seq, read_seq } of heads) {
      const told = this.#told.get(keyOf({ chat_id, user_id }))
      if (told?.head_seq !== head_seq || told.read_seq !== read_seq) this.touch(chat_id, user_id)
    }
  }

  /** Resolves when nothing is read any more. */
  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await this.#flushing
  }

  #schedule(inMs = COALESCE_MS): void {
    if (this.#timer !== undefined || this.#flushing !== undefined || this.#closed) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#flushing = this.#flush().then((nextInMs) => {
        this.#flushing = undefined
        if (this.#chats.size > 0 || this.#pairs.size > 0) this.#schedule(nextInMs)
      })
    }, inMs)
  }

  /** Answers in how many milliseconds to go on. Never rejects. */
  async #flush(): Promise<number> {
    const began = performance.now()
    const chats = this.#chats
    const pairs = this.#pairs
    this.#chats = new Map()
    this.#pairs = new Map()
    try {
      await Promise.all([...chats].map(([chatId, rev]) => this.#expand(chatId, rev, pairs)))
      const due = [...pairs.values()].filter(({ user_id }) => this.#isHere(user_id))
      for (let i = 0; i < due.length && !this.#closed; i += SLICE) {
        await this.#tell(due.slice(i, i + SLICE))
        await nextTurn()
      }
      const tookMs = performance.now() - began
      return Math.min(Math.max(COALESCE_MS, tookMs * SHARE), MOST_COALESCE_MS)
    } catch (cause) {
      this.#options.logger.warn({ err: cause }, 'inbox rows could not be read; trying again')
      for (const [chatId, rev] of chats)
        this.#chats.set(chatId, Math.max(rev, this.#chats.get(chatId) ?? 0))
      for (const [key, pair] of pairs) this.#pairs.set(key, pair)
      return AGAIN_MS
    }
  }

  async #expand(chatId: string, rev: number, pairs: Map<string, Pair>): Promise<void> {
    for (const user_id of await this.#membersOf(chatId, rev)) {
      const pair = { chat_id: chatId, user_id }
      if (this.#isHere(user_id)) pairs.set(keyOf(pair), pair)
    }
  }

  async #membersOf(chatId: string, rev: number): Promise<readonly string[]> {
    const known = this.#members.get(chatId)
    if (known !== undefined && known.rev >= rev) return known.userIds
    const chat = await this.#options.chats.find(
      { chat_id: chatId },
      { userId: null, unrestricted: true },
    )
    if (chat === null) return []
    const userIds = chat.members.map(({ user_id }) => user_id)
    remember(this.#members, MOST_REMEMBERED, [chatId, { rev: chat.members_rev, userIds }])
    return userIds
  }

  async #tell(pairs: readonly Pair[]): Promise<void> {
    const rows = await this.#options.chats.inboxRows(pairs)
    rows.forEach((row, i) => {
      const pair = pairs[i]
      if (row === null || pair === undefined) return
      if (this.#options.audience.isAsked) void this.#tellAsking(row, pair)
      else this.#emit(row, pair, [userRoom(pair.user_id)])
    })
  }

  /** The host's rule may take its time, for one row; the others do not wait for it. */
  async #tellAsking(row: InboxRow, pair: Pair): Promise<void> {
    try {
      this.#emit(row, pair, await this.#options.audience.rooms([pair.user_id], row.chat))
    } catch (cause) {
      this.#options.logger.warn({ err: cause }, 'authorize failed for an inbox row; trying again')
      setTimeout(() => this.touch(pair.chat_id, pair.user_id), AGAIN_MS).unref()
    }
  }

  #emit({ chat, ...row }: InboxRow, pair: Pair, rooms: string[]): void {
    const { head_seq } = chat
    const own = chat.members.find(({ user_id }) => user_id === pair.user_id)
    const read_seq = own?.read_seq ?? 0
    remember(this.#told, MOST_TOLD, [keyOf(pair), { head_seq, read_seq }])
    // Without a room it would go to everyone.
    if (rooms.length === 0) return
    this.#options.nsp.to(rooms).emit('chat_updated', {
      chatId: chat.id,
      last_message: row.last_message,
      unread_count: row.unread_count,
      read_seq,
      head_seq,
      status: chat.status,
    })
  }

  #isHere(userId: string): boolean {
    return this.#options.nsp.adapter.rooms.has(userRoom(userId))
  }
}

function keyOf({ chat_id, user_id }: Pair): string {
  return `${chat_id}\n${user_id}`
}

/** Keeps the newest entries; a Map keeps the order of insertion. */
function remember<V>(map: Map<string, V>, most: number, [key, value]: [string, V]): void {
  map.delete(key)
  map.set(key, value)
  const [oldest] = map.keys()
  if (map.size > most && oldest !== undefined) map.delete(oldest)
}
