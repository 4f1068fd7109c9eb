import type { Preferences, SubscriptionInfo } from '@otsy/protocol'
import type { OtsyError } from '../error'
import type { Observable } from './observable'

/** Why a browser can't take pushes. On iPhone and iPad it can once the app is on the home screen. */
export type PushObstacle = 'unsupported_browser' | 'ios_home_screen' | 'insecure_context'

export type PushStatus =
  /** Not looked at yet; on a server always. */
  | { readonly state: 'loading' }
  | { readonly state: 'unsupported'; readonly reason: PushObstacle }
  /** `enable()` can be called. */
  | { readonly state: 'off' }
  /** The person forbade notifications; only the browser's own settings can undo that. */
  | { readonly state: 'blocked' }
  | { readonly state: 'on' }
  /** It was on and no longer works; `enable()` tries again, `diagnose()` tells more. */
  | { readonly state: 'broken'; readonly error: OtsyError }

interface FindingDetails {
  unsupported_browser: object
  ios_home_screen: object
  insecure_context: object
  permission_default: object
  permission_denied: object
  no_worker: object
  /** The registered worker does not answer: it does not contain Otsy's handlers. */
  foreign_worker: object
  worker_version: { readonly expected: number; readonly found: number }
  no_subscription: object
  /** The browser's subscription was made for another VAPID key than the server has now. */
  key_mismatch: object
  server_unreachable: { readonly error: OtsyError }
  push_not_configured: object
  /** The push service no longer takes it, or somebody else signed in here: the server dropped it. */
  subscription_unknown: object
  /** The push service refused the server's key for this subscription. */
  subscription_key_mismatch: object
  preference_off: { readonly preference: PushPreference }
  quiet_hours: { readonly from: string; readonly to: string; readonly time_zone: string }
}

export type PushPreference = keyof Pick<
  Preferences,
  'order_updates' | 'chat_messages' | 'promotional' | 'system_alerts'
>

export type PushFindingCode = keyof FindingDetails

/** One reason why notifications don't show. `message` and `remedy` are English; apps word the codes. */
export type PushFinding = {
  readonly [K in PushFindingCode]: FindingDetails[K] & {
    readonly code: K
    readonly message: string
    /** What can be done, and by whom. */
    readonly remedy: string
  }
}[PushFindingCode]

/** A browser of the person that takes pushes. `current`: this one. */
export interface PushDevice extends SubscriptionInfo {
  readonly current: boolean
}

export interface PushApi {
  /** Looked at when first subscribed to, and again whenever the page is shown. */
  readonly status: Observable<PushStatus>
  /**
   * Asks for permission, subscribes this browser and tells the server. Call it in the handler of a click
   * or a key, before anything is awaited: browsers ask no one otherwise. Rejects with
   * `push_unsupported`, `push_denied`, `push_failed` (no worker, or the push service is out of reach), or
   * what the server says: `push_not_configured` and others.
   */
  enable(): Promise<void>
  /** Ends it for this browser. Where the server can't be reached, the push service tells it later. */
  disable(): Promise<void>
  /** Everything that keeps notifications from showing here and now, the first to mend first. */
  diagnose(): Promise<readonly PushFinding[]>
  /** The person's browsers that the server pushes to, oldest first. */
  devices(): Promise<readonly PushDevice[]>
}
