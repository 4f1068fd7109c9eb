import type { Chat, Member, Message, Role } from '@otsy/protocol'
import type { OtsyError } from '../error'
import type { Draft, SendOptions } from './chat'
import type { Observable } from './observable'
import type { MessageRow } from './row'

export type RoomState =
  /** Nobody has subscribed yet. */
  | { readonly status: 'idle' }
  | { readonly status: 'loading' }
  | { readonly status: 'ready' }
  /** The chat does not exist for this person, or no longer. */
  | { readonly status: 'gone' }
  | { readonly status: 'error'; readonly error: OtsyError }

export interface TypingPerson {
  readonly userId: string
  readonly role: Role
  /** When the server knows one. */
  readonly name: string | null
}

/** Which part of the chat's history `messages` shows; it has no holes. */
export interface HistoryWindow {
  /** Whether there are messages before the first one shown. */
  readonly hasOlder: boolean
  /** Whether there are messages after the last one shown: only after `loadAround`. */
  readonly hasNewer: boolean
  readonly loading: boolean
}

/**
 * One chat, kept current for as long as anything of it is subscribed to: the first subscriber joins
 * it, the last one's going leaves it a little later. The handle itself never dies.
 */
export interface ChatRoom {
  readonly chatId: string
  readonly state: Observable<RoomState>
  /** Null until loaded. */
  readonly chat: Observable<Chat | null>
  readonly members: Observable<readonly Member[]>
  /**
   * Stored messages in the order of the chat, then one's own pending ones in the order sent. After
   * `loadAround` the window may end before the newest; pending ones are then not shown.
   */
  readonly messages: Observable<readonly MessageRow[]>
  readonly window: Observable<HistoryWindow>
  /** User id to the number up to which that member has read. */
  readonly reads: Observable<Readonly<Record<string, number>>>
  readonly typing: Observable<readonly TypingPerson[]>
  readonly unread: Observable<number>

  /** Who of the others has read a number of the log. */
  readBy(seq: number): readonly string[]
  send(draft: Draft, options?: SendOptions): Promise<Message>
  /** Sends a failed row anew. Does nothing to any other. */
  retry(key: string): void
  /** Takes back a row that is queued or failed. */
  discard(key: string): void
  edit(messageId: string, content: string): Promise<Message>
  delete(messageId: string): Promise<Message>
  react(messageId: string, emoji: string, on?: boolean): Promise<Message>
  /** Marks read up to a number, or everything. Calls in quick succession are sent as one. */
  markRead(upTo?: number): Promise<void>
  mute(until: Date | null): Promise<void>
  close(): Promise<Chat>
  /** For admins. */
  reopen(): Promise<Chat>

  /** Shows one page more before the first one shown. */
  loadOlder(): Promise<void>
  /** Shows one page more after the last one shown; has effect only after `loadAround`. */
  loadNewer(): Promise<void>
  /** Moves the window so that it holds this number, for example to follow a reply. */
  loadAround(seq: number): Promise<void>
  /** Moves the window back to the newest messages. */
  showLatest(): void
  /**
   * One message by its id and number, such as the one that a reply answers, without moving the window:
   * what is held of it, else asked for. Null: it is not for this person, or is none of this chat.
   */
  find(target: { readonly id: string; readonly seq: number }): Promise<Message | null>
  /** Pages from the newest to the oldest, each oldest first, independent of the window. */
  history(options?: { readonly limit?: number }): AsyncIterable<readonly Message[]>
}
