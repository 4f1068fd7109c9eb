import { OtsyError, type OtsyErrorCode } from '@otsy/client-sdk'
import type { Dictionary } from './en'

type Reason = keyof Dictionary['reasons']

const reasons: Record<OtsyErrorCode, Reason> = {
  network_error: 'offline',
  timeout: 'offline',
  aborted: 'takenBack',
  outbox_full: 'full',
  signed_out: 'signedOut',
  closed: 'signedOut',
  bad_response: 'unknown',
  invalid_input: 'invalid',
  invalid_json: 'invalid',
  unauthenticated: 'signedOut',
  token_expired: 'signedOut',
  token_revoked: 'signedOut',
  forbidden: 'notAllowed',
  origin_not_allowed: 'notAllowed',
  order_not_verified: 'notAllowed',
  edit_window_over: 'editOver',
  not_found: 'gone',
  method_not_allowed: 'unknown',
  chat_closed: 'closed',
  client_id_conflict: 'conflict',
  order_conflict: 'conflict',
  message_deleted: 'deleted',
  payload_too_large: 'tooLarge',
  unsupported_media_type: 'unknown',
  rejected: 'rejected',
  rate_limited: 'limited',
  internal: 'unknown',
  outcome_unknown: 'unknown',
  chat_busy: 'busy',
  overloaded: 'busy',
  shutting_down: 'busy',
  storage_unavailable: 'busy',
  push_not_configured: 'notConfigured',
  push_unsupported: 'notSupported',
  push_denied: 'pushDenied',
  push_failed: 'pushFailed',
}

/** Says a failure in the reader's words; also those of codes that a newer server made up. */
export function reasonOf(error: unknown, t: Dictionary): string {
  if (!(error instanceof OtsyError)) return t.reasons.unknown
  const reason: Reason | undefined = reasons[error.code]
  return t.reasons[reason ?? 'unknown']
}
