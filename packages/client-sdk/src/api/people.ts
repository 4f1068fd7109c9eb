import type { Presence } from '@otsy/protocol'
import type { Observable, Unsubscribe } from './observable'

export interface TypingApi {
  /** Call at each keystroke: the others are told at most once in a while, and told when it ends. */
  notify(chatId: string): void
  /** The field was emptied or left. Sending does this by itself. */
  stop(chatId: string): void
}

export type PresenceStatus = Presence['status']

export interface PresenceApi {
  /**
   * Keeps the presence of people of shared chats current. Of all that is watched at a time at most 200
   * people: more throw an `OtsyError`, `invalid_input`, and change nothing.
   */
  watch(userIds: readonly string[], listener: (presence: Presence) => void): Unsubscribe
  /** One person's presence; null until known. Watched while subscribed to, as by `watch`. */
  of(userId: string): Observable<Presence | null>
  /** What the others see of this device, and the chat it shows. Said again after a reconnect. */
  set(own: { readonly status?: 'online' | 'away'; readonly viewing?: string | null }): void
}
