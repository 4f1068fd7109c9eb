import type { OtsyError } from '../error'
import type { Observable } from './observable'

/** Where the connection stands. Times are milliseconds since the epoch, of this device's clock. */
export type ConnectionState =
  /** Nothing has asked for a connection yet. */
  | { readonly status: 'idle' }
  | { readonly status: 'connecting'; readonly attempt: number }
  | { readonly status: 'online' }
  /** The device has no network; tried again as soon as it does. */
  | { readonly status: 'offline' }
  | {
      readonly status: 'waiting'
      readonly retryAt: number
      readonly attempt: number
      readonly error: OtsyError
    }
  /** No token, or one the server does not take, even a fresh one. `retryNow()` tries again. */
  | { readonly status: 'unauthenticated'; readonly error: OtsyError }
  | { readonly status: 'closed' }

export interface ConnectionApi extends Observable<ConnectionState> {
  /** Connects, if nothing else has made the client do so. */
  connect(): void
  /** Tries at once instead of waiting; also after `unauthenticated`, say when somebody signed in. */
  retryNow(): void
}
