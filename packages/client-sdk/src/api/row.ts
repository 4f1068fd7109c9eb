import type { Message } from '@otsy/protocol'
import type { OtsyError } from '../error'

/**
 * Where a message is on its way. `queued`: waiting for a connection or for those before it;
 * `sending`: handed to the server, not answered yet; `sent`: stored; `failed`: refused for good.
 */
export type Delivery = 'queued' | 'sending' | 'sent' | 'failed'

/** A message of one's own that the server has not stored yet. `id` is its `client_id`. */
export interface PendingMessage extends Omit<Message, 'seq' | 'changed_seq' | 'client_id'> {
  readonly seq: null
  readonly changed_seq: null
  readonly client_id: string
}

interface RowBase {
  /** Names the row for as long as it is shown, also across the change from pending to stored. */
  readonly key: string
  /** Whether the person signed in wrote it. */
  readonly mine: boolean
  /** The other members who have read it, by user id. */
  readonly readBy: readonly string[]
}

export interface SentRow extends RowBase {
  readonly delivery: 'sent'
  readonly message: Message
  readonly error: null
}

export interface PendingRow extends RowBase {
  readonly delivery: 'queued' | 'sending'
  readonly message: PendingMessage
  /** Why it is not stored yet, when the server asked to wait. */
  readonly error: OtsyError | null
}

export interface FailedRow extends RowBase {
  readonly delivery: 'failed'
  readonly message: PendingMessage
  readonly error: OtsyError
}

/** One line of a chat. The object stays the same until something in it changes. */
export type MessageRow = SentRow | PendingRow | FailedRow
