import { errors, type ErrorCode, type ErrorDetail } from '@otsy/protocol'

export interface OtsyErrorOptions {
  /** Said instead of the table's message. Never secrets, never another person's data. */
  readonly message?: string
  readonly details?: readonly ErrorDetail[]
  /** Milliseconds after which a retry makes sense. */
  readonly retryAfterMs?: number
  readonly cause?: unknown
}

/** A refusal of the table in `@otsy/protocol`. Everything else that is thrown is a fault. */
export class OtsyError extends Error {
  override readonly name = 'OtsyError'
  readonly code: ErrorCode
  readonly status: number
  readonly retryable: boolean
  readonly retryAfterMs: number | undefined
  readonly details: readonly ErrorDetail[] | undefined

  constructor(code: ErrorCode, options: OtsyErrorOptions = {}) {
    super(options.message ?? errors[code].message, { cause: options.cause })
    this.code = code
    this.status = errors[code].status
    this.retryable = errors[code].retryable
    this.retryAfterMs = options.retryAfterMs
    this.details = options.details
  }
}

/** A refusal of one field of the input. */
export function invalidInput(path: string, message: string): OtsyError {
  return new OtsyError('invalid_input', {
    message: `${path} ${message}`,
    details: [{ path, message }],
  })
}
