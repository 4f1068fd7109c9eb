import type { OtsyError } from '../error'
import type { OutboxEntry } from './entry'

const UNKNOWN_OUTCOME: readonly string[] = ['network_error', 'timeout', 'bad_response', 'closed']
/** The connection deals with these; the message has done nothing wrong. */
const NOT_ITS_FAULT: readonly string[] = ['unauthenticated', 'token_expired', 'token_revoked']

/** What a failed try means for the message. */
export function verdictOn(error: OtsyError): 'lost' | 'deferred' | 'refused' {
  if (UNKNOWN_OUTCOME.includes(error.code)) return 'lost'
  return error.retryable || NOT_ITS_FAULT.includes(error.code) ? 'deferred' : 'refused'
}

/** An error as plain data, for the store. */
export function refusalOf(error: OtsyError): NonNullable<OutboxEntry['refusal']> {
  return {
    code: error.code,
    message: error.message,
    retryable: error.retryable,
    request_id: error.requestId ?? '',
    ...(error.details === undefined ? {} : { details: [...error.details] }),
  }
}
