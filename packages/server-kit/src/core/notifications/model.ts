import type {
  Metadata,
  Notification,
  NotificationAction,
  NotificationKind,
  Preferences,
} from '@otsy/protocol'

/** What a person gets to see of a notification. */
export interface NotificationContent {
  readonly title: string
  readonly body: string
  readonly icon?: string
  readonly data: Metadata
  readonly actions?: readonly NotificationAction[]
  /** A path of the app's own origin. */
  readonly url?: string
}

export type Urgency = 'very-low' | 'low' | 'normal' | 'high'

/** What the store is asked to keep for one person: it is decided on afterwards. */
export interface NewNotification {
  /** UUIDv7. */
  readonly id: string
  readonly user_id: string
  readonly kind: NotificationKind
  readonly content: NotificationContent
  /** A later one with the same tag takes its place on the screen. */
  readonly tag: string | null
  readonly dedupe_key: string | null
  /** Seconds from now after which it is not worth sending. */
  readonly ttl: number
}

/** One browser of one person. */
export interface SubscriptionRecord {
  /** UUIDv7. */
  readonly id: string
  readonly user_id: string
  readonly endpoint: string
  readonly p256dh: string
  readonly auth: string
  /** Origin of its push service. */
  readonly service: string
  /** Whether a push that shows nothing is forgiven there. */
  readonly allows_silent: boolean
  /** Of the VAPID key it was made for. */
  readonly key_hash: string
  /** Origin of the page that subscribed; null when unknown. */
  readonly origin: string | null
  readonly locale: string | null
  readonly state: 'active' | 'key_mismatch'
  readonly created_at: string
  /** When a push service last took a push for it. */
  readonly last_used_at: string | null
}

/** What people choose, with nothing left out. */
export type PreferencesRecord = Preferences

export const DEFAULT_PREFERENCES: PreferencesRecord = {
  order_updates: true,
  chat_messages: true,
  promotional: false,
  system_alerts: true,
}

/** One decision or attempt, as `explain` tells it. `at` is the store's clock. */
export interface Step {
  readonly step:
    | 'attention'
    | 'membership'
    | 'decision'
    | 'expired'
    | 'preference'
    | 'muted'
    | 'read'
    | 'quiet_hours'
    | 'looking'
    | 'burst'
    | 'send'
    | 'push'
    | 'close'
    | 'cancel'
  readonly outcome: string
  readonly detail?: string
}

/** A notification the store gave a worker to decide on; the worker alone has it until the lease ends. */
export interface Undecided {
  readonly id: string
  /** Names this claim; a decision under an older one is dropped. */
  readonly claim: number
  readonly user_id: string
  readonly kind: NotificationKind
  readonly tag: string | null
  /** null for what tells of a chat: it is written when it is decided. */
  readonly content: NotificationContent | null
  readonly chat: ChatFacts | null
  /** null: never chosen anything. */
  readonly preferences: PreferencesRecord | null
  /** Locale of the device used last; null when none said. */
  readonly locale: string | null
  /** How often it was put off because the person was looking, since it last went out. */
  readonly looked: number
  /** When it last went out, in milliseconds since the epoch. */
  readonly last_sent_at: number | null
  readonly expires_at: number
  /** The store's clock. */
  readonly now: number
}

/** What a chat looks like from one member's seat, for one kind of notification. */
export interface ChatFacts {
  readonly chat_id: string
  readonly order_id: string
  readonly is_member: boolean
  /** ISO 8601. */
  readonly muted_until: string | null
  /** Messages of this kind from others that the member has not read and that are not deleted. */
  readonly count: number
  /** The newest of them; null when none is left. */
  readonly message: ChatFactsMessage | null
}

export interface ChatFactsMessage {
  readonly id: string
  readonly seq: number
  readonly type: string
  readonly content: string
  /** null for the system. */
  readonly sender_id: string | null
  readonly metadata: Metadata | null
}

export type Decision = {
  readonly id: string
  readonly claim: number
  readonly steps: readonly Step[]
} & (
  | {
      /** Goes to every device that has the key. Without one it is `suppressed`, and still listed. */
      readonly outcome: 'send'
      readonly content: NotificationContent
      readonly count: number
      readonly urgency: Urgency
      /** Subscriptions made for another key are left out. */
      readonly key_hash: string | null
    }
  | {
      readonly outcome: 'defer'
      /** Milliseconds since the epoch. */
      readonly until: number
      readonly because: 'looking' | 'quiet_hours' | 'burst'
      /** Given when the person may see it in the history meanwhile. */
      readonly content: NotificationContent | null
      readonly count: number
    }
  | {
      readonly outcome: 'drop'
      readonly state: 'suppressed' | 'cancelled' | 'expired' | 'failed'
    }
)

/** A push that is due, given to one worker. */
export interface DueDelivery {
  readonly id: string
  /** Names this claim, and counts them: 1 for the first. */
  readonly claim: number
  /** `close`: shows nothing, takes down what has been read. */
  readonly purpose: 'show' | 'close'
  readonly subscription: SubscriptionRecord
  readonly notification: Notification
  readonly urgency: Urgency
  /** Why it should not go out any more. */
  readonly void: 'read' | 'deleted' | 'cancelled' | null
  /** Tags this device may still show and that have been read meanwhile; at most 8. */
  readonly close_tags: readonly string[]
  /** Of the person, for the badge. */
  readonly unread_count: number
  readonly expires_at: number
  readonly now: number
}

export type DeliveryResult = {
  readonly id: string
  readonly claim: number
  readonly step: Step
} & (
  | { readonly outcome: 'sent' | 'failed' | 'expired' | 'cancelled' }
  /** Not sent; `until`: milliseconds since the epoch. */
  | { readonly outcome: 'retry'; readonly until: number }
  /** The subscription goes, with everything that waits for it. */
  | { readonly outcome: 'gone' }
  /** The subscription is marked; what waits for it fails. */
  | { readonly outcome: 'key_mismatch' }
)

/** What reading changed. */
export interface ReadNotifications {
  readonly user_id: string
  readonly notification_ids: readonly string[]
  /** Without those of notifications that are still unread. */
  readonly tags: readonly string[]
  readonly unread_count: number
}

export interface NewBroadcast {
  readonly id: string
  readonly kind: NotificationKind
  readonly content: NotificationContent
  readonly tag: string | null
  readonly dedupe_key: string | null
  readonly ttl: number
  /** `all`: everyone with a device. Named twice counts once. */
  readonly to: 'all' | readonly string[]
}

export type StateCounts = Readonly<Partial<Record<Notification['state'], number>>>

export interface BroadcastRecord {
  readonly id: string
  readonly title: string
  readonly kind: NotificationKind
  readonly state: 'running' | 'done' | 'cancelled'
  readonly total: number
  /** People whose turn has not come count as `pending`; after a cancellation as `cancelled`. */
  readonly by_state: StateCounts
  readonly created_at: string
}
