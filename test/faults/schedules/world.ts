import type { OtsyServer } from '@otsy/server-kit'
import {
  createTestOtsy,
  Recorder,
  type History,
  type ReadChat,
  type StoredChat,
  type TestOtsy,
} from '@otsy/server-kit/testing'
import type { Message } from '@otsy/protocol'
import { App } from './app'
import type { Schedule } from './schedule'
import { watchedStorage } from './watched-storage'

export const HEAD_CHECK_MS = 5_000
const NODE = { userId: null, unrestricted: true } as const

/** Servers, chats and apps of one schedule. */
export interface World {
  readonly lab: TestOtsy
  readonly recorder: Recorder
  readonly chatIds: readonly string[]
  readonly apps: readonly App[]
  /** Nodes on their way down, which come back by themselves. */
  readonly draining: Set<number>
  /** What the clock said when tokens were revoked last; no older one counts. */
  revokedAt: number
  /** The API of any server that lives. */
  host(): OtsyServer<never> | undefined
  /** What is kept. */
  stored(): Promise<StoredChat[]>
  /** What members read over REST. */
  read(stored: readonly StoredChat[]): Promise<ReadChat[]>
  history(): Promise<History>
  /** The same up to now, of those apps alone whose line has lost nothing since they came online. */
  historyOfWhole(): Promise<History>
}

export const personName = (index: number): string => `person ${index}`

export async function createWorld(schedule: Schedule): Promise<World> {
  const { seed, nodes, faults } = schedule
  let elapsed = () => 0
  const recorder = new Recorder(() => elapsed())
  const storage = { made: undefined as ReturnType<typeof watchedStorage> | undefined }
  const lab = await createTestOtsy({
    nodes,
    network: { seed },
    storage: () => (storage.made = watchedStorage(recorder)),
    server: { headCheckMs: HEAD_CHECK_MS },
  })
  elapsed = () => lab.clock.elapsed
  const { chats } = storage.made ?? lost()

  const chatIds: string[] = []
  for (const [index, members] of schedule.chats.entries()) {
    const [user_id = '', shopper_id = '', ...more] = members.map(personName)
    const chat = await lab.otsy.chat.open({ order_id: `order ${index}`, user_id, shopper_id })
    for (const one of more) await lab.otsy.chat.members.add(chat.id, { user_id: one, role: 'user' })
    chatIds.push(chat.id)
  }
  const apps = schedule.devices.map((owner, index) => {
    const person = personName(owner)
    return new App({ name: `device ${index} of ${person}`, person, lab, recorder, chatIds })
  })
  lab.network.become(faults)

  async function stored(): Promise<StoredChat[]> {
    return await Promise.all(
      chatIds.map(async (id) => {
        const found = await chats.history({ chat_id: id }, NODE, { page: 1, limit: 100_000 })
        const { chat, messages } = found ?? lost()
        const pairs = chat.members.map(({ user_id }) => ({ chat_id: id, user_id }))
        const rows = await chats.inboxRows(pairs)
        const members = chat.members.map((member, i) => ({
          person: member.user_id,
          readSeq: member.read_seq,
          unread: rows[i]?.unread_count ?? 0,
          countedUnread: messages.filter((message) => isUnread(message, member)).length,
          visibleFrom: member.visible_from_seq,
        }))
        return { id, head: chat.head_seq, messages, members }
      }),
    )
  }

  async function read(all: readonly StoredChat[]): Promise<ReadChat[]> {
    const views = all.flatMap(({ id, members }) =>
      members.map(({ person }) => ({ person, chat: id })),
    )
    return await Promise.all(
      views.map(async ({ person, chat }) => ({
        person,
        chat,
        messages: await readAll(person, chat),
      })),
    )
  }

  async function readAll(person: string, chat: string): Promise<Message[]> {
    const authorization = `Bearer ${lab.token(person, { issuedAt: lab.clock.now })}`
    const messages: Message[] = []
    for (let page = 1; ; page++) {
      const url = `http://otsy.test/v1/chat/${chat}/messages?page=${page}&limit=50`
      const answer = await lab.otsy.handler(new Request(url, { headers: { authorization } }))
      if (!answer.ok) throw new Error(`${person} reads ${chat}: ${await answer.text()}`)
      const body = (await answer.json()) as { messages: Message[]; hasMore: boolean }
      messages.unshift(...body.messages)
      if (!body.hasMore) return messages
    }
  }

  async function history(): Promise<History> {
    const all = await stored()
    for (const app of apps) app.endSends(all)
    const shown = apps.flatMap((app) => app.shown())
    return {
      ...{ events: recorder.events, stored: all, shown, read: await read(all) },
      withinMs: HEAD_CHECK_MS + 500,
    }
  }

  return {
    ...{ lab, recorder, chatIds, apps, stored, read },
    draining: new Set(),
    revokedAt: 0,
    host: () => lab.nodes.find(({ isAlive }) => isAlive)?.otsy,
    history,
    async historyOfWhole() {
      const { shown, ...rest } = await history()
      const whole = shown.filter(({ mayBeStale }) => mayBeStale !== true)
      return { ...rest, events: [...recorder.events], shown: whole }
    },
  }
}

/** By the rule of the specification, counted from the messages. */
function isUnread(
  message: Message,
  member: { user_id: string; read_seq: number; visible_from_seq: number },
): boolean {
  const { seq, sender_id, deleted_at, sender_role, type } = message
  if (seq <= member.read_seq || seq < member.visible_from_seq) return false
  if (sender_id === member.user_id || deleted_at !== undefined) return false
  return sender_role !== 'system' || type === 'order_update' || type === 'receipt_shared'
}

function lost(): never {
  throw new Error('The store lost a chat.')
}
