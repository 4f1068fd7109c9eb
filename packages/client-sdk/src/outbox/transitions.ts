export type OutboxStatus = 'queued' | 'sending' | 'failed'

/** What can happen to an unsent message. */
export type OutboxMove =
  /** It is handed to the server. */
  | 'take'
  /** The server has it. */
  | 'stored'
  /** The server refused it for now. */
  | 'deferred'
  /** The server refused it for good. */
  | 'refused'
  /** Nobody knows whether it arrived. */
  | 'lost'
  | 'retry'
  | 'discard'

/** `gone`: it is no longer unsent. null: the move means nothing here. */
export type OutboxOutcome = OutboxStatus | 'gone' | null

export const transitions: {
  readonly [S in OutboxStatus]: { readonly [M in OutboxMove]: OutboxOutcome }
} = {
  queued: {
    take: 'sending',
    // Its answer was lost, but the message itself came in as one of the chat's.
    stored: 'gone',
    deferred: null,
    refused: null,
    lost: null,
    retry: null,
    discard: 'gone',
  },
  sending: {
    take: null,
    stored: 'gone',
    deferred: 'queued',
    refused: 'failed',
    lost: 'queued',
    retry: null,
    // Too late to take back: it may be stored already.
    discard: null,
  },
  failed: {
    take: null,
    stored: 'gone',
    deferred: null,
    refused: null,
    lost: null,
    retry: 'queued',
    discard: 'gone',
  },
}
