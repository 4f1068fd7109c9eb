import type { ExplainStep, Notification, NotificationKind, PreferencesInput } from '@otsy/protocol'
import type { TxOption } from '../chat/port'
import type {
  BroadcastRecord,
  Decision,
  DeliveryResult,
  DueDelivery,
  NewBroadcast,
  NewNotification,
  PreferencesRecord,
  ReadNotifications,
  StateCounts,
  SubscriptionRecord,
  Undecided,
} from './model'

/**
 * Where notifications live: devices, preferences, history, and the work between a cause and a push.
 * The rules of `ChatStore` hold here too: each method is one atomic unit, outcomes are values, times
 * come from the store's own clock.
 *
 * The work goes in four steps, each claimed under a lease, so that any number of nodes share it and
 * one that dies loses nothing: `collect` makes rows of what chats have to tell, `claimUndecided` and
 * `decide` judge them, `claimDeliveries` and `settle` send them, `expand` does a broadcast in parts.
 * A claim not settled when its lease ends is given out again, with a higher `claim`; what is said
 * under the older one is dropped. Until somebody else has claimed it, a late word still counts.
 */
export interface NotificationStore<Tx = never> {
  /**
   * Keeps a browser's subscription, one row for an endpoint. Of the same person: renews keys, key hash,
   * origin and locale, and is active again; the id stays. Of another person: moves only when the keys are
   * the same and `mayMove` says yes for the id of the stored one; it gets the new id, and what waited for
   * it goes. Else `taken`. Beyond `most` of one person the ones go whose last use is longest ago: that they
   * were made, renewed or sent a push.
   */
  saveSubscription(
    subscription: NewSubscription,
    options: { readonly most: number; readonly mayMove: (storedId: string) => boolean },
  ): Promise<{ readonly outcome: 'saved'; readonly id: string } | { readonly outcome: 'taken' }>
  /**
   * A service worker's word that the browser changed its subscription: the row keeps its id, gets the
   * new address and keys and is active; what waits for it goes there. When the new address has a row of
   * the same person already, the old row goes, that one is renewed and its id answered; of another
   * person: `taken`.
   */
  replaceSubscription(
    id: string,
    replacement: Omit<NewSubscription, 'id' | 'user_id'>,
  ): Promise<
    { readonly outcome: 'saved'; readonly id: string } | { readonly outcome: 'not_found' | 'taken' }
  >
  /**
   * With everything that waits for it: `cancelled`, where no other device was sent it. False when the
   * person has none with this endpoint.
   */
  removeSubscription(userId: string, endpoint: string): Promise<boolean>
  subscription(id: string): Promise<SubscriptionRecord | null>
  /** Oldest first. */
  subscriptions(userId: string): Promise<SubscriptionRecord[]>

  /** null for someone who never chose. */
  preferences(userId: string): Promise<PreferencesRecord | null>
  /** Changes what is given and answers the whole; `quiet_hours: null` takes them away. */
  savePreferences(userId: string, change: PreferencesInput): Promise<PreferencesRecord>

  /** What a person may see of their own, newest first: see `listed` in `decide`. */
  history(
    userId: string,
    window: { readonly page: number; readonly limit: number; readonly kind?: NotificationKind },
  ): Promise<{ notifications: Notification[]; total: number }>
  /** Listed and unread. */
  unreadCount(userId: string): Promise<number>
  /** Also not listed ones. */
  notification(id: string): Promise<Notification | null>

  /**
   * Marks a person's own notifications read (`all`: the listed ones; another's ids are passed over) and
   * cancels what has not gone out of them: what is waiting to be decided on makes every claim on it stale,
   * a push in a worker's hands goes on. A tag that no unread listed notification has is to be closed on
   * each device that was sent it: where silent pushes are allowed and some of the budget is left, by
   * one `close` push for all of them, unless one waits already. The budget is `SILENT_BUDGET`, full
   * again after each push that shows something. Only listed ones are answered.
   */
  markRead(
    userId: string,
    which: { readonly ids: readonly string[] } | { readonly all: true },
  ): Promise<ReadNotifications>
  /** The same for what a chat told up to a number: its reader has read so far. */
  markChatRead(read: {
    readonly user_id: string
    readonly chat_id: string
    readonly read_seq: number
  }): Promise<ReadNotifications>

  /**
   * Lays notifications in, one outcome each, in the order given. With a `dedupe_key` the same person has
   * had before, also in this batch, nothing is kept and the id of the first is answered.
   */
  enqueue(
    batch: readonly NewNotification[],
    options?: TxOption<Tx>,
  ): Promise<{ readonly id: string; readonly outcome: 'queued' | 'duplicate' }[]>

  /**
   * Looks at chats with messages that asked for it (`Append.notify`), at most `limit` of them, those
   * waiting longest first. For each member and kind with a message that is from another, counts as
   * unread, is not deleted, is newer than the member's read cursor and than anything told before: makes a
   * notification to be decided on, or calls up the one that is still unread: `created_at` is now. `order_update` messages
   * tell under `order_update`, tagged with the order's id, all others under `chat_message`, tagged with the
   * chat's; both for `CHAT_TTL` seconds from the newest message on. One that waits to be decided on, or is put
   * off, stays due when it was; one that a worker has is due again right after its decision, unless
   * that puts it off. Answers how many chats it looked at.
   */
  collect(limit: number): Promise<number>

  /** Those whose time has come, longest due first. Not while another claim's lease lasts. */
  claimUndecided(limit: number, leaseMs: number): Promise<Undecided[]>
  /**
   * `send`: state `pending` with a delivery for each device (`suppressed` without one), listed, unread.
   * A delivery of the same notification that waits still is replaced. `defer`: state `deferred`, listed
   * when content is given. `drop`: listed only when it was before. Steps are kept, the newest 50.
   * Answers the notification as it is now, in the order given; null for a stale claim.
   */
  decide(decisions: readonly Decision[]): Promise<(Notification | null)[]>

  /**
   * Deliveries that are due, from each push service in turn (the first of each before the second of
   * any), so that one with a long queue holds up no other; none of the services named in `except`. What
   * is void is given out as well: `settle` it.
   */
  claimDeliveries(options: {
    readonly limit: number
    readonly leaseMs: number
    /** Origins. */
    readonly except: readonly string[]
  }): Promise<DueDelivery[]>
  /**
   * One push that went out makes its notification `sent`, unless it is `deferred` again by now; was it read
   * meanwhile, its tag is to be closed as in `markRead`. When none waits any more and none went out:
   * `expired`, `cancelled` or `failed`, as the last delivery ended.
   */
  settle(results: readonly DeliveryResult[]): Promise<void>

  /** With a key that an earlier broadcast had nothing new is made. */
  createBroadcast(broadcast: NewBroadcast): Promise<{
    readonly id: string
    readonly total: number
    readonly outcome: 'created' | 'duplicate'
  }>
  /** Makes notifications for the next people of running broadcasts; answers for how many. */
  expand(limit: number): Promise<number>
  broadcast(id: string): Promise<BroadcastRecord | null>
  /** Newest first. */
  broadcasts(limit: number): Promise<BroadcastRecord[]>
  /**
   * What has not gone out is cancelled, as in `markRead`. null when there is none; one that is done
   * stays done.
   */
  cancelBroadcast(id: string): Promise<BroadcastRecord | null>

  /** null when there is none. Decisions and attempts by time. */
  explain(id: string): Promise<{ readonly user_id: string; readonly steps: ExplainStep[] } | null>
  stats(): Promise<{
    readonly by_state: StateCounts
    readonly by_kind: Readonly<Partial<Record<NotificationKind, number>>>
    readonly subscriptions: number
  }>

  /**
   * Heals and tidies: marks read what chats' read cursors say is read and nobody told (answered, at most
   * 500), and drops notifications and broadcasts that are older than `keepMs`.
   */
  sweep(options: { readonly keepMs: number }): Promise<ReadNotifications[]>
}

export type NewSubscription = Omit<SubscriptionRecord, 'state' | 'created_at' | 'last_used_at'>

/** Seconds after which what a chat told is not worth showing any more. */
export const CHAT_TTL = 24 * 60 * 60

/** Silent pushes a device gets between two that show something. Firefox forgives 16. */
export const SILENT_BUDGET = 8
