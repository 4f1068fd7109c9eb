/** What one refusal means on the wire. */
export interface ErrorSpec {
  /** HTTP status of the answer. */
  readonly status: number
  /** Whether the same request may succeed later, unchanged. */
  readonly retryable: boolean
  /** What is said when the server has nothing more exact to say. */
  readonly message: string
}

/** Every code a server answers with, on REST and on the socket alike. */
export const errors = {
  invalid_input: { status: 400, retryable: false, message: 'The input is not valid.' },
  invalid_json: { status: 400, retryable: false, message: 'The body is not valid JSON.' },
  unauthenticated: { status: 401, retryable: false, message: 'A valid token is required.' },
  token_expired: { status: 401, retryable: false, message: 'The token has expired.' },
  token_revoked: { status: 401, retryable: false, message: 'The token has been revoked.' },
  forbidden: { status: 403, retryable: false, message: 'This is not allowed.' },
  origin_not_allowed: { status: 403, retryable: false, message: 'The origin is not allowed.' },
  order_not_verified: {
    status: 403,
    retryable: false,
    message: 'The order does not exist or its people are others.',
  },
  edit_window_over: {
    status: 403,
    retryable: false,
    message: 'The message can no longer be edited.',
  },
  not_found: { status: 404, retryable: false, message: 'Not found.' },
  method_not_allowed: { status: 405, retryable: false, message: 'The method is not allowed here.' },
  chat_closed: { status: 409, retryable: false, message: 'The chat is closed.' },
  client_id_conflict: {
    status: 409,
    retryable: false,
    message: 'The client_id was used for another message.',
  },
  order_conflict: {
    status: 409,
    retryable: false,
    message: 'The order has a chat with other participants.',
  },
  message_deleted: { status: 409, retryable: false, message: 'The message has been deleted.' },
  payload_too_large: { status: 413, retryable: false, message: 'The payload is too large.' },
  unsupported_media_type: {
    status: 415,
    retryable: false,
    message: 'The content type must be application/json.',
  },
  rejected: { status: 422, retryable: false, message: 'The message was rejected.' },
  rate_limited: { status: 429, retryable: true, message: 'Too many requests.' },
  internal: { status: 500, retryable: false, message: 'Something went wrong.' },
  outcome_unknown: {
    status: 500,
    retryable: false,
    message:
      'Whether this was stored is not known: look before doing it again. With a client_id a message may ' +
      'be sent again; it is stored once.',
  },
  push_not_configured: {
    status: 501,
    retryable: false,
    message: 'This server sends no pushes: it has no VAPID keys.',
  },
  chat_busy: { status: 503, retryable: true, message: 'The chat is locked by a transaction.' },
  overloaded: { status: 503, retryable: true, message: 'The server is overloaded.' },
  shutting_down: { status: 503, retryable: true, message: 'The server is shutting down.' },
  storage_unavailable: { status: 503, retryable: true, message: 'The storage is unavailable.' },
} as const satisfies Record<string, ErrorSpec>

export type ErrorCode = keyof typeof errors
