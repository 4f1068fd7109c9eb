import type { MessageInput, WireError } from '@otsy/protocol'

/** One unsent message as it is kept. Plain data: it goes through IndexedDB and between tabs. */
export interface OutboxEntry {
  readonly clientId: string
  readonly chatId: string
  readonly draft: Omit<MessageInput, 'client_id'>
  /** ISO 8601, by this device's clock; only for showing. */
  readonly createdAt: string
  /** How far the sender had read when they sent it. */
  readonly readSeq: number
  /** Set once the server refused it for good. */
  readonly refusal: (Omit<WireError, 'code'> & { readonly code: string }) | null
}
