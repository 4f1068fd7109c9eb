import * as z from 'zod/mini'
import { LIMITS } from '../limits'
import type { NotificationRouteName } from '../routes/table'
import {
  broadcastProgress,
  endpoint,
  explainStep,
  notification,
  notificationInput,
  notificationKind,
  notificationStats,
  preferences,
  preferencesInput,
  pushSubscription,
  subscriptionInfo,
  subscriptionSecret,
} from './notification'
import type { RouteSchema } from './route'
import { message } from './message'
import { clientId, id, queryInt, safeText } from './text'

const success = z.literal(true)
const accepted = z.object({ success, id, total: z.int() })
const idParams = z.strictObject({ id })

export const notificationRouteSchemas = {
  subscribe: {
    body: pushSubscription,
    response: z.object({ success, message: z.string(), id, secret: z.string() }),
  },
  unsubscribe: {
    body: z.strictObject({ endpoint }),
    response: z.object({ success, message: z.string() }),
  },
  listSubscriptions: { response: z.object({ subscriptions: z.array(subscriptionInfo) }) },
  replaceSubscription: {
    params: idParams,
    body: z.strictObject({ secret: subscriptionSecret, subscription: pushSubscription }),
    response: z.object({ success, id, secret: z.string() }),
  },
  replyToNotification: {
    params: idParams,
    body: z.strictObject({
      subscription_id: id,
      secret: subscriptionSecret,
      content: safeText.check(z.minLength(1)),
      client_id: z.optional(clientId),
    }),
    response: message,
  },
  getPreferences: { response: preferences },
  setPreferences: { body: preferencesInput, response: z.extend(preferences, { success }) },
  listNotifications: {
    query: z.strictObject({
      page: z.optional(queryInt(1, 1_000_000)),
      limit: z.optional(queryInt(1, LIMITS.pageSize)),
      kind: z.optional(notificationKind),
    }),
    response: z.object({ notifications: z.array(notification), total: z.int() }),
  },
  getUnreadNotifications: { response: z.object({ unread_count: z.int() }) },
  markNotificationsRead: {
    body: z.union([
      z.strictObject({
        notification_ids: z.array(id).check(z.minLength(1), z.maxLength(LIMITS.readIds)),
      }),
      z.strictObject({ all: z.literal(true) }),
    ]),
    response: z.object({ success, unread_count: z.int() }),
  },
  getVapidPublicKey: { response: z.object({ publicKey: z.string() }) },
  explainNotification: {
    params: idParams,
    response: z.object({ id, steps: z.array(explainStep) }),
  },
  sendNotification: {
    params: z.strictObject({ user_id: id }),
    body: notificationInput,
    response: accepted,
  },
  createBroadcast: {
    body: z.union([
      z.strictObject({
        user_ids: z.array(id).check(z.minLength(1), z.maxLength(LIMITS.broadcastUsers)),
        notification: notificationInput,
      }),
      z.strictObject({ all: z.literal(true), notification: notificationInput }),
    ]),
    response: accepted,
  },
  listBroadcasts: { response: z.object({ broadcasts: z.array(broadcastProgress) }) },
  getBroadcast: { params: idParams, response: broadcastProgress },
  cancelBroadcast: { params: idParams, response: broadcastProgress },
  getNotificationStats: { response: notificationStats },
} as const satisfies Record<NotificationRouteName, RouteSchema>
