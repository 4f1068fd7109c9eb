import type {
  Chat,
  ChatStatus,
  InboxChat,
  Message,
  MessageInput,
  RouteResponse,
} from '@otsy/protocol'
import type { OtsyError } from '../error'
import type { Observable } from './observable'
import type { ChatRoom } from './room'

export interface OpenChatInput {
  readonly order_id: string
  readonly user_id: string
  readonly shopper_id: string
  /** Becomes the first message. */
  readonly initial_message?: string
}

/** What to say: a text, or more than one. `type` is `text` unless told. */
export type Draft = string | Omit<MessageInput, 'client_id'>

export interface SendOptions {
  /**
   * Names this message, so that sending it twice stores it once. Made up when absent. Unique among
   * the sender's messages of the chat.
   */
  readonly clientId?: string
  /** Takes the message back as long as it has not been handed to the server. */
  readonly signal?: AbortSignal
}

export interface InboxState {
  readonly status: 'loading' | 'ready' | 'error'
  /** Newest message first. */
  readonly chats: readonly InboxChat[]
  readonly hasMore: boolean
  readonly error: OtsyError | null
}

/** The person's chats. Loaded when first subscribed to, kept current from then on. */
export interface Inbox extends Observable<InboxState> {
  /** The next page; resolves at once when there is none. */
  loadMore(): Promise<void>
  /** Loads the first page anew. */
  reload(): Promise<void>
}

export interface ReactionChange {
  readonly emoji: string
  /** Whether it shall be there. */
  readonly on: boolean
}

/**
 * Chats by id. Every promise here rejects with an `OtsyError`: a code of the server's table, or one
 * of the client's own.
 */
export interface ChatApi {
  /** Opens the chat of an order, or answers the one it has. */
  open(input: OpenChatInput): Promise<Chat>
  get(chatId: string): Promise<Chat>
  ofOrder(orderId: string): Promise<Chat>
  /** The chat's handle. The same id gives the same object; making one costs and starts nothing. */
  room(chatId: string): ChatRoom
  /**
   * Puts a message in the outbox. Resolves when the server has stored it, however long that takes;
   * rejects when it is refused for good, taken back, or the person signs out.
   */
  send(chatId: string, draft: Draft, options?: SendOptions): Promise<Message>
  edit(chatId: string, messageId: string, content: string): Promise<Message>
  delete(chatId: string, messageId: string): Promise<Message>
  react(chatId: string, messageId: string, change: ReactionChange): Promise<Message>
  /** Marks everything up to the number as read; without one, everything the client knows of. */
  markRead(chatId: string, upTo?: number): Promise<void>
  /** No notifications of this chat until then; null: again from now on. */
  mute(chatId: string, until: Date | null): Promise<void>
  close(chatId: string): Promise<Chat>
  /** For admins. */
  reopen(chatId: string): Promise<Chat>
  /** For admins. */
  stats(): Promise<RouteResponse<'getChatStats'>>
  readonly inbox: Inbox
  /** Unread messages in all chats, whether they are loaded or not. */
  readonly unread: Observable<number>
}

export type { ChatStatus }
