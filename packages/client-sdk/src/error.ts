import type { ErrorCode, ErrorDetail, WireError } from '@otsy/protocol'

interface ClientError {
  readonly retryable: boolean
  readonly message: string
}

/** What only a client can run into. */
const clientErrors = {
  network_error: { retryable: true, message: 'The server could not be reached.' },
  timeout: { retryable: true, message: 'The server did not answer in time.' },
  aborted: { retryable: false, message: 'It was taken back.' },
  outbox_full: { retryable: true, message: 'Too many messages wait to be sent.' },
  signed_out: { retryable: false, message: 'Nobody is signed in.' },
  closed: { retryable: false, message: 'The client was closed.' },
  push_unsupported: { retryable: false, message: 'This browser takes no pushes here.' },
  push_denied: { retryable: false, message: 'Notifications are not allowed here.' },
  push_failed: { retryable: true, message: 'Subscribing to pushes failed.' },
  bad_response: { retryable: true, message: 'The answer makes no sense.' },
} as const satisfies Record<string, ClientError>

export type ClientErrorCode = keyof typeof clientErrors
export type OtsyErrorCode = ErrorCode | ClientErrorCode

export interface OtsyErrorOptions {
  readonly message?: string
  readonly retryable?: boolean
  readonly retryAfterMs?: number | undefined
  readonly requestId?: string | undefined
  readonly details?: readonly ErrorDetail[] | undefined
  readonly cause?: unknown
}

/** Every failure of this SDK. */
export class OtsyError extends Error {
  override readonly name = 'OtsyError'
  readonly code: OtsyErrorCode
  /** Whether the same may succeed later, unchanged. */
  readonly retryable: boolean
  /** Milliseconds after which a retry makes sense, when the server said so. */
  readonly retryAfterMs: number | undefined
  /** Names the refused request in the server's log. */
  readonly requestId: string | undefined
  readonly details: readonly ErrorDetail[] | undefined

  constructor(code: OtsyErrorCode, options: OtsyErrorOptions = {}) {
    // The server words its own refusals; a second table of them would only be weight.
    const known = clientErrors[code as ClientErrorCode] as ClientError | undefined
    super(options.message ?? known?.message ?? code, { cause: options.cause })
    this.code = code
    this.retryable = options.retryable ?? known?.retryable ?? false
    this.retryAfterMs = options.retryAfterMs
    this.requestId = options.requestId
    this.details = options.details
  }
}

/** Whatever was thrown, as a failure of this SDK; `code` says what a foreign one is. */
export function asOtsyError(cause: unknown, code: ClientErrorCode): OtsyError {
  return cause instanceof OtsyError ? cause : new OtsyError(code, { cause })
}

/** A refusal as it came over the wire; codes of a newer server are kept as they are. */
export function errorFromWire(
  wire: Omit<WireError, 'code'> & { readonly code: string },
): OtsyError {
  return new OtsyError(wire.code as OtsyErrorCode, {
    message: wire.message,
    retryable: wire.retryable,
    retryAfterMs: boundedWait(wire.retry_after_ms),
    requestId: wire.request_id,
    details: wire.details,
  })
}

/** Timers take no more than 24 days, and nobody waits for an hour. */
const LONGEST_WAIT_MS = 3_600_000

function boundedWait(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.min(Math.max(ms, 0), LONGEST_WAIT_MS)
}

/** The refusal inside anything a server may have answered, if there is one. */
export function wireErrorIn(body: unknown): WireError | null {
  if (typeof body !== 'object' || body === null || !('error' in body)) return null
  const { error } = body
  if (typeof error !== 'object' || error === null) return null
  return 'code' in error && typeof error.code === 'string' ? (error as WireError) : null
}
