import type { Reader } from '../../core/chat/model'
import type { ChatRef, OpenChat } from '../../core/chat/port'
import { MemoryChat } from './chat'

/** A chat, and from which number the reader sees it. */
export interface Seen {
  readonly chat: MemoryChat
  readonly visibleFrom: number
}

/** All chats, by what they are asked for by. */
export class ChatIndex {
  readonly #byId = new Map<string, MemoryChat>()
  readonly #byOrder = new Map<string, MemoryChat>()
  readonly #byUser = new Map<string, Set<MemoryChat>>()

  /** With messages that people are to be told of, those waiting longest first. */
  readonly #noticed = new Set<MemoryChat>()
  #changes = 0

  /** A chat that is not found before it is added. */
  make(input: OpenChat, at: string): MemoryChat {
    return new MemoryChat(input, { at, count: () => ++this.#changes })
  }

  /** How many changes there were. */
  get changes(): number {
    return this.#changes
  }

  add(chat: MemoryChat): void {
    this.#byId.set(chat.id, chat)
    this.#byOrder.set(chat.order_id, chat)
    this.track(chat, [chat.user_id, chat.shopper_id])
  }

  /** Brings the chats of these people up to date after a change of membership. */
  track(chat: MemoryChat, userIds: readonly string[]): void {
    for (const userId of userIds) {
      const chats = this.#byUser.get(userId) ?? new Set()
      if (chat.members.has(userId)) chats.add(chat)
      else chats.delete(chat)
      this.#byUser.set(userId, chats)
    }
  }

  notice(chat: MemoryChat): void {
    this.#noticed.add(chat)
  }

  takeNoticed(limit: number): MemoryChat[] {
    const taken = [...this.#noticed].slice(0, limit)
    for (const chat of taken) this.#noticed.delete(chat)
    return taken
  }

  byId(id: string): MemoryChat | undefined {
    return this.#byId.get(id)
  }

  byOrder(orderId: string): MemoryChat | undefined {
    return this.#byOrder.get(orderId)
  }

  /** What the reader may not see is found no more than what is absent. */
  find(ref: ChatRef, reader: Reader): Seen | null {
    for (const chat of this.#candidates(ref)) {
      const visibleFrom = chat?.visibleFrom(reader) ?? null
      if (chat !== undefined && visibleFrom !== null) return { chat, visibleFrom }
    }
    return null
  }

  ofUser(userId: string): MemoryChat[] {
    return [...(this.#byUser.get(userId) ?? [])]
  }

  all(): Iterable<MemoryChat> {
    return this.#byId.values()
  }

  #candidates(ref: ChatRef): (MemoryChat | undefined)[] {
    if ('chat_id' in ref) return [this.byId(ref.chat_id)]
    if ('order_id' in ref) return [this.byOrder(ref.order_id)]
    return [this.byId(ref.any), this.byOrder(ref.any)]
  }
}
