import type {
  BroadcastProgress,
  NotificationRouteName,
  RouteBody,
  RouteParams,
  RouteQuery,
  RouteResponse,
  SubscriptionInfo,
} from '@otsy/protocol'
import { type Caller } from '../../core/caller'
import type { BroadcastRecord, SubscriptionRecord } from '../../core/notifications/model'
import type { NotificationService } from '../../core/notifications/service'
import type { RateLimiter } from '../../core/rate-limits'

export interface NotificationCall<K extends NotificationRouteName> {
  /** null on a public route. */
  readonly caller: (Caller & { readonly kind: 'viewer' }) | null
  readonly params: RouteParams<K>
  readonly query: RouteQuery<K>
  readonly body: RouteBody<K>
  /** Of the page that calls; null when the browser does not say. */
  readonly origin: string | null
}

export type NotificationHandlers = {
  readonly [K in NotificationRouteName]: (call: NotificationCall<K>) => Promise<RouteResponse<K>>
}

/** What each notification route of the table does. */
export function notificationHandlers<Tx>(
  service: NotificationService<Tx>,
  limiter: RateLimiter,
): NotificationHandlers {
  return {
    async subscribe({ caller, body, origin }) {
      const saved = await service.subscribe(personal(caller), body, origin)
      return { success: true, message: 'Subscribed to push notifications.', ...saved }
    },
    async replaceSubscription({ params, body, origin }) {
      await limiter.consume(`subscription ${params.id}`, 1)
      return { success: true, ...(await service.replaceSubscription(params.id, body, origin)) }
    },
    async unsubscribe({ caller, body }) {
      await service.unsubscribe(personal(caller), body.endpoint)
      return { success: true, message: 'Unsubscribed from push notifications.' }
    },
    async listSubscriptions({ caller }) {
      return { subscriptions: (await service.subscriptions(personal(caller))).map(presentDevice) }
    },
    getPreferences: ({ caller }) => service.preferences(personal(caller).viewer.userId),
    async setPreferences({ caller, body }) {
      const { userId } = personal(caller).viewer
      return { success: true, ...(await service.setPreferences(userId, body)) }
    },
    listNotifications: ({ caller, query }) => service.history(personal(caller), query),
    async getUnreadNotifications({ caller }) {
      return { unread_count: await service.unreadCount(personal(caller)) }
    },
    async markNotificationsRead({ caller, body }) {
      const which = 'all' in body ? body : { ids: body.notification_ids }
      return { success: true, unread_count: await service.markRead(personal(caller), which) }
    },
    async getVapidPublicKey() {
      return { publicKey: service.publicKey }
    },
    async explainNotification({ caller, params }) {
      return { id: params.id, steps: await service.explain(personal(caller), params.id) }
    },
    async replyToNotification({ params, body }) {
      await limiter.consume(`subscription ${body.subscription_id}`, 1)
      return await service.reply(params.id, body)
    },
    async sendNotification({ params, body }) {
      const { id } = await service.send(params.user_id, body)
      return { success: true, id, total: 1 }
    },
    async createBroadcast({ body }) {
      const to = 'all' in body ? ('all' as const) : body.user_ids
      return { success: true, ...(await service.broadcast(body.notification, to)) }
    },
    async listBroadcasts() {
      return { broadcasts: (await service.broadcasts()).map(presentBroadcast) }
    },
    getBroadcast: async ({ params }) =>
      presentBroadcast(await service.broadcastProgress(params.id)),
    cancelBroadcast: async ({ params }) =>
      presentBroadcast(await service.cancelBroadcast(params.id)),
    getNotificationStats: () => service.stats(),
  }
}

/** The table says which routes need a token; here it has been asked for. */
function personal<C extends Caller>(caller: C | null): C {
  if (caller === null) throw new Error('A route that needs a person was called without one.')
  return caller
}

/** The endpoint itself is a secret and stays here. */
function presentDevice(subscription: SubscriptionRecord): SubscriptionInfo {
  const { id, service, state, created_at, last_used_at } = subscription
  return {
    ...{ id, service: new URL(service).host, state, created_at },
    ...(last_used_at !== null && { last_used_at }),
  }
}

export function presentBroadcast(broadcast: BroadcastRecord): BroadcastProgress {
  const { by_state, state, ...rest } = broadcast
  const isMoving =
    (by_state.pending ?? 0) + (by_state.deferred ?? 0) > 0 && broadcast.state !== 'cancelled'
  return { ...rest, state, by_state: { ...by_state }, done: state !== 'running' && !isMoving }
}
