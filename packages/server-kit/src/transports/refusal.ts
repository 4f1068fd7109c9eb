import type { ErrorBody, ErrorCode, WireError } from '@otsy/protocol'
import { OtsyError } from '../core/errors'
import { newId } from '../core/ids'
import type { Logger } from '../core/log'

/** What a server does by choice. Anyone may ask again and again, and must not fill the log by that. */
const DELIBERATE: readonly ErrorCode[] = ['push_not_configured', 'shutting_down']

/** A refusal as the wire says it. A fault is logged and answers `internal`, without its story. */
export function refusalOf(
  cause: unknown,
  context: { readonly logger: Logger; readonly requestId?: string; readonly what: string },
): WireError {
  const requestId = context.requestId ?? newId()
  const error = cause instanceof OtsyError ? cause : new OtsyError('internal', { cause })
  if (error.status >= 500 && !DELIBERATE.includes(error.code)) {
    const fields = { err: error.cause ?? error, code: error.code, request_id: requestId }
    context.logger.error(fields, `${context.what} failed`)
  }
  return {
    code: error.code,
    message: error.message,
    retryable: error.retryable,
    ...(error.retryAfterMs === undefined ? {} : { retry_after_ms: error.retryAfterMs }),
    request_id: requestId,
    ...(error.details === undefined ? {} : { details: [...error.details] }),
  }
}

export function bodyOf(error: WireError): ErrorBody {
  return { error }
}
