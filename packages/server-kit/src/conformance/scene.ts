import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import type { ChatStatus, Message, Reaction } from '@otsy/protocol'
import { newId } from '../core/ids'
import type { Author, ChatRecord, InboxRow, MessageDraft, Reader } from '../core/chat/model'
import type {
  AmendDecision,
  AmendOutcome,
  Append,
  CatchUp,
  CatchUpLimit,
  ChatStore,
  NewMember,
  OpenChat,
  ReadMark,
  ReadOutcome,
  ReviseDecision,
} from '../core/chat/port'
import type { PeopleStore } from '../core/presence/port'
import type { RevocationStore } from '../core/identity/port'
import { expectOutcome, present } from './expect'
import type { Handles } from './target'

/** A chat a test has opened, with its two people. */
export interface Place {
  readonly chatId: string
  readonly orderId: string
  readonly user: string
  readonly shopper: string
}

export interface Say extends Partial<Omit<MessageDraft, 'id' | 'client_id'>> {
  readonly key?: string
  readonly evenIfClosed?: boolean
  readonly notify?: boolean
}

export const everything: Reader = { userId: null, unrestricted: true }
export const eyesOf = (userId: string): Reader => ({ userId, unrestricted: false })
export const system: Author = { kind: 'system' }
export const as = (userId: string): Author => ({ kind: 'member', userId })
export const asGuest = (userId: string, role: 'admin' | 'bot' = 'admin'): Author => ({
  kind: 'guest',
  userId,
  role,
})

/**
 * What one test works with. All tests share a database, so every name a scene gives out is its own
 * and no test can see the chats of another.
 */
export class Scene {
  readonly chats: ChatStore
  /** The same store through every handle there is. */
  readonly everyChats: readonly ChatStore[]
  readonly people: PeopleStore
  readonly revocations: RevocationStore
  /** Messages in it tell the store's time. */
  #clockChat: Place | undefined

  constructor(handles: Handles<unknown>) {
    const [{ chats, people, revocations }] = handles
    this.chats = chats
    this.everyChats = handles.map((storage) => storage.chats)
    this.people = people
    this.revocations = revocations
  }

  /** Resolves when a message stored now has another time than one stored before. */
  async tick(): Promise<void> {
    const times = (this.#clockChat ??= await this.place())
    const { created_at } = await this.say(times, times.user)
    for (let tries = 0; tries < 100_000; tries++) {
      if ((await this.say(times, times.user)).created_at !== created_at) return
    }
    assert.fail("the store's clock stands still")
  }

  name(prefix: string): string {
    return `${prefix}-${newId()}`
  }

  /** The handle a call goes through when calls are spread over all of them. */
  spread(index: number): ChatStore {
    return this.everyChats[index % this.everyChats.length] ?? this.chats
  }

  async place(): Promise<Place> {
    const place = this.nowhere()
    const opened = await this.chats.open(opening(place))
    expectOutcome(opened, 'opened')
    return place
  }

  /** The names of a chat that nobody opened. */
  nowhere(): Place {
    return {
      chatId: newId(),
      orderId: this.name('order'),
      user: this.name('user'),
      shopper: this.name('shopper'),
    }
  }

  /** Stores one message and answers it. */
  async say(place: Place, author: Author | string, say: Say = {}): Promise<Message> {
    const [outcome] = await this.chats.append([entry(place, author, say)])
    return expectOutcome(outcome, 'stored').message
  }

  async says(place: Place, author: Author | string, count: number): Promise<Message[]> {
    const batch = Array.from({ length: count }, (_, i) => entry(place, author, { content: `${i}` }))
    const outcomes = await this.chats.append(batch)
    return outcomes.map((outcome) => expectOutcome(outcome, 'stored').message)
  }

  async amend(place: Place, messageId: string, decision: AmendDecision): Promise<AmendOutcome> {
    const target = { chat_id: place.chatId, message_id: messageId, userId: place.user }
    return await this.chats.amend(target, () => decision)
  }

  async change(place: Place, messageId: string, decision: AmendDecision): Promise<Message> {
    return expectOutcome(await this.amend(place, messageId, decision), 'changed').message
  }

  edit(place: Place, messageId: string, content: string): Promise<Message> {
    return this.change(place, messageId, { kind: 'edit', content })
  }

  erase(place: Place, messageId: string): Promise<Message> {
    return this.change(place, messageId, { kind: 'delete' })
  }

  react(place: Place, messageId: string, reactions: readonly Reaction[]): Promise<Message> {
    return this.change(place, messageId, { kind: 'reactions', reactions })
  }

  async revise(place: Place, change: Omit<ReviseChange, 'kind' | 'note'>) {
    const decision = { kind: 'change', note: note(), ...change } as const
    return expectOutcome(await this.chats.revise(place.chatId, () => decision), 'changed')
  }

  add(place: Place, userId: string, sees: NewMember['sees'] = 'all') {
    return this.revise(place, { add: [{ user_id: userId, role: 'shopper', sees }] })
  }

  remove(place: Place, userId: string) {
    return this.revise(place, { remove: [userId] })
  }

  status(place: Place, status: ChatStatus) {
    return this.revise(place, { status })
  }

  mark(place: Place, userId: string, to: number | readonly string[]): Promise<ReadOutcome> {
    return this.chats.advanceRead(markOf(place, eyesOf(userId), to))
  }

  async read(place: Place, userId: string, to: number | readonly string[]) {
    return expectOutcome(await this.mark(place, userId, to), 'advanced')
  }

  async record(place: Place): Promise<ChatRecord> {
    return present(await this.chats.find({ chat_id: place.chatId }, everything), 'the chat')
  }

  async row(place: Place, userId: string): Promise<InboxRow> {
    const [row] = await this.chats.inboxRows([{ chat_id: place.chatId, user_id: userId }])
    return present(row, 'the inbox row')
  }

  async unread(place: Place, userId: string): Promise<number> {
    return (await this.row(place, userId)).unread_count
  }

  async since(
    place: Place,
    seq: number,
    options: { reader?: Reader; anchor?: string | null; limit?: number; bytes?: number } = {},
  ): Promise<CatchUp> {
    const { reader = everything, anchor = null, limit = 100, bytes } = options
    const cursor = { chat_id: place.chatId, seq, anchor }
    const [answer] = await this.chats.changesSince([cursor], reader, rows(limit, bytes))
    return present(answer, 'the catch-up page')
  }

  /** The final state of every message, by its latest change. */
  async log(place: Place): Promise<Message[]> {
    return (await this.since(place, 0, { limit: 100_000 })).page.messages
  }

  /** The one message with this id, as it is now. */
  async message(place: Place, id: string): Promise<Message> {
    return present(
      (await this.log(place)).find((message) => message.id === id),
      'the message',
    )
  }
}

/** As many rows, and if nothing is said of any size. */
export function rows(count: number, bytes = Number.MAX_SAFE_INTEGER): CatchUpLimit {
  return { rows: count, bytes }
}

type ReviseChange = Extract<ReviseDecision, { kind: 'change' }>

/** How the first of the two people opens the chat. */
export function opening(place: Place, changes: Partial<OpenChat> = {}): OpenChat {
  return {
    id: place.chatId,
    order_id: place.orderId,
    user_id: place.user,
    shopper_id: place.shopper,
    reader: eyesOf(place.user),
    first: null,
    ...changes,
  }
}

export function note(content = 'The chat changed.'): MessageDraft {
  return { id: newId(), type: 'system', content }
}

export function entry(place: Place, author: Author | string, say: Say = {}): Append {
  const { key, evenIfClosed = false, notify, ...draft } = say
  const body = { type: 'text', content: 'はい', ...draft }
  const keyed = key === undefined ? {} : { client_id: key }
  return {
    chat_id: place.chatId,
    author: typeof author === 'string' ? as(author) : author,
    draft: { id: newId(), ...body, ...keyed },
    body_hash: key === undefined ? null : digest(body),
    even_if_closed: evenIfClosed,
    ...(notify !== undefined && { notify }),
  }
}

export function markOf(place: Place, reader: Reader, to: number | readonly string[]): ReadMark {
  return {
    chat_id: place.chatId,
    reader,
    to: typeof to === 'number' ? { up_to_seq: to } : { message_ids: to },
  }
}

function digest(body: unknown): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('base64url')
}
