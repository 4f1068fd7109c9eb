import type { IncomingHttpHeaders } from 'node:http'
import type { PushAnswer } from '../../core/notifications/sender'
import { PrivateAddress } from './addresses'

/** What a push service's status means. */
export function answerOf(status: number, headers: IncomingHttpHeaders): PushAnswer {
  if (status >= 200 && status < 300) return { outcome: 'accepted' }
  if (status < 400) return { outcome: 'refused', reason: 'redirect', status }
  switch (status) {
    case 401:
    case 403:
      return { outcome: 'key_mismatch', status }
    case 404:
    case 410:
      return { outcome: 'gone', status }
    case 408:
      return retry('timeout', status, headers)
    case 413:
      return { outcome: 'too_large' }
    case 429:
      return retry('busy', status, headers)
  }
  if (status >= 500) return retry('server_error', status, headers)
  return { outcome: 'refused', reason: 'rejected', status }
}

/** What it means that no status came. */
export function answerWithout(cause: unknown): PushAnswer {
  if (cause instanceof PrivateAddress) return { outcome: 'refused', reason: 'private_address' }
  return { outcome: 'retry', reason: reasons[codeOf(cause)] ?? 'unreachable' }
}

type Reason = Extract<PushAnswer, { outcome: 'retry' }>['reason']

/** Codes of undici. */
const reasons: Readonly<Record<string, Reason>> = {
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_OVERFLOW: 'endless_answer',
  HPE_HEADER_OVERFLOW: 'endless_answer',
}

function codeOf(cause: unknown): string {
  if (typeof cause !== 'object' || cause === null || !('code' in cause)) return ''
  return String(cause.code)
}

function retry(reason: Reason, status: number, headers: IncomingHttpHeaders): PushAnswer {
  const retryAfterMs = retryAfter(headers)
  return {
    ...{ outcome: 'retry', reason, status },
    ...(retryAfterMs !== null && { retryAfterMs }),
  }
}

/** `Retry-After` in milliseconds, from seconds or from a date by the other side's own clock. */
function retryAfter({ 'retry-after': given, date }: IncomingHttpHeaders): number | null {
  if (given === undefined) return null
  if (/^\d{1,9}$/.test(given)) return Number(given) * 1_000
  const until = Date.parse(given)
  if (Number.isNaN(until)) return null
  const theirs = Date.parse(date ?? '')
  return Math.max(0, until - (Number.isNaN(theirs) ? Date.now() : theirs))
}
