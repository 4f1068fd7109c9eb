import type { PeopleStore } from '../../core/presence/port'
import type { ChatIndex } from './chat-index'

/** Who knows whom, and when each was last seen. */
export class MemoryPeople implements PeopleStore {
  readonly #index: ChatIndex
  readonly #lastSeen = new Map<string, string>()

  constructor(index: ChatIndex) {
    this.#index = index
  }

  async acquaintances(userId: string, others: readonly string[]): Promise<string[]> {
    const chats = this.#index.ofUser(userId)
    return [...new Set(others)].filter((other) => chats.some((chat) => chat.members.has(other)))
  }

  async saveLastSeen(
    seen: readonly { readonly userId: string; readonly at: string }[],
  ): Promise<void> {
    for (const { userId, at } of seen) {
      // ISO 8601 in UTC with milliseconds sorts as text.
      if (at > (this.#lastSeen.get(userId) ?? '')) this.#lastSeen.set(userId, at)
    }
  }

  async lastSeen(userIds: readonly string[]): Promise<(string | null)[]> {
    return userIds.map((userId) => this.#lastSeen.get(userId) ?? null)
  }
}
