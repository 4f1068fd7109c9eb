import type {
  BroadcastProgress,
  Notification,
  NotificationInput,
  Preferences,
  PreferencesInput,
  RouteBody,
  RouteQuery,
  RouteResponse,
} from '@otsy/protocol'
import type { OtsyError } from '../error'
import type { Observable } from './observable'

export interface NotificationsState {
  readonly status: 'loading' | 'ready' | 'error'
  /** Newest first. */
  readonly notifications: readonly Notification[]
  readonly hasMore: boolean
  readonly unread: number
  readonly error: OtsyError | null
}

export interface PreferencesState {
  readonly status: 'loading' | 'ready' | 'error'
  /** null until loaded. */
  readonly preferences: Preferences | null
  readonly error: OtsyError | null
}

/** What the person wants to be told of. Loaded when first subscribed to. */
export interface PreferencesApi extends Observable<PreferencesState> {
  /** Loads them anew. */
  load(): Promise<Preferences>
  /**
   * Changes what is given; `quiet_hours: null` takes them away. Shown at once, and taken back when the
   * server refuses.
   */
  set(change: PreferencesInput): Promise<Preferences>
}

/** For admins. */
export interface NotificationsAdminApi {
  send(userId: string, notification: NotificationInput): Promise<RouteResponse<'sendNotification'>>
  readonly broadcasts: {
    /** To the people named, or to everyone with a device. Goes out in the background. */
    create(broadcast: RouteBody<'createBroadcast'>): Promise<RouteResponse<'createBroadcast'>>
    /** Newest first. */
    list(): Promise<readonly BroadcastProgress[]>
    get(id: string): Promise<BroadcastProgress>
    /** What has not gone out does not. */
    cancel(id: string): Promise<BroadcastProgress>
  }
  stats(): Promise<RouteResponse<'getNotificationStats'>>
}

/**
 * The person's notifications, on every device the same. Loaded when first subscribed to, kept current
 * from then on.
 */
export interface NotificationsApi extends Observable<NotificationsState> {
  /** One page from the server, whatever is shown; page 1 is the newest. */
  list(query?: RouteQuery<'listNotifications'>): Promise<RouteResponse<'listNotifications'>>
  /** Shows one page more; resolves at once when there is none. */
  loadMore(): Promise<void>
  /** Loads the first page anew. */
  reload(): Promise<void>
  /** Kept current for as long as it is subscribed to. */
  readonly unread: Observable<number>
  /** Marks read on every device, and takes down what is still shown. */
  markRead(which: readonly string[] | 'all'): Promise<void>
  readonly preferences: PreferencesApi
  /** Why one was or was not shown: decisions and attempts in order. */
  explain(id: string): Promise<RouteResponse<'explainNotification'>>
  readonly admin: NotificationsAdminApi
}
