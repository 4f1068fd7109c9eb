import type { Environment } from '../environment'
import type { OutboxStorage } from '../outbox/storage'
import type { OpenWire } from '../socket/open-wire'

/** Why a token is wanted. `refused`: the server did not take the last one, a cached one won't do. */
export type TokenReason = 'connect' | 'expiring' | 'refused'

export interface OtsyClientOptions {
  /** Where the server is, for example `https://chat.example.com`; a path before `/v1` is kept. */
  readonly url: string
  /**
   * Gives the bearer token of the person signed in; null: nobody is. Never called twice at the same
   * time. A rejection is taken for a passing fault and tried again, null is not.
   */
  readonly getToken: (request: {
    readonly reason: TokenReason
  }) => string | null | Promise<string | null>
  /**
   * Where unsent messages are kept. `indexeddb` (the default where there is one) survives a reload,
   * `memory` does not; or a store of your own.
   */
  readonly storage?: 'indexeddb' | 'memory' | OutboxStorage
  /** Parts of the world outside, replaced one by one: clock, network state, fetch, locks. */
  readonly environment?: Partial<Environment>
  /**
   * How a connection is made; default a WebSocket. `socketIo()` of `@otsy/client-sdk/socket-io` also
   * goes through networks that let no WebSocket pass.
   */
  readonly socket?: OpenWire
  /** For pushes, which work only once `push.enable()` was called. */
  readonly push?: {
    /**
     * The script of the app's service worker, with Otsy's part in it; default `/otsy-sw.js`, a copy of
     * `@otsy/client-sdk/otsy-sw.js`. Or a registration the app made itself.
     */
    readonly serviceWorker?: string | ServiceWorkerRegistration
    /**
     * Where the worker is registered; default the folder of its script. Apps of one origin that sign in
     * different people each need a scope of their own: a worker has one subscription.
     */
    readonly scope?: string
  }
  /** Milliseconds after which a request or an unanswered event counts as lost. Default 10,000. */
  readonly timeoutMs?: number
  /** Unsent messages kept at most; one more is refused with `outbox_full`. Default 500. */
  readonly outboxLimit?: number
  /** Milliseconds a chat stays joined after its last subscriber went. Default 5,000. */
  readonly leaveAfterMs?: number
  /** Whether a hidden page makes its person `away`. Default true. */
  readonly awayWhenHidden?: boolean
}
