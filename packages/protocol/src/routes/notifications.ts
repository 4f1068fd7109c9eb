import type { RouteSpec } from './spec'

export const notificationRoutes = {
  subscribe: { method: 'POST', path: '/v1/notifications/subscribe', access: 'bearer', status: 201 },
  unsubscribe: {
    method: 'POST',
    path: '/v1/notifications/unsubscribe',
    access: 'bearer',
    status: 200,
  },
  listSubscriptions: {
    method: 'GET',
    path: '/v1/notifications/subscriptions',
    access: 'bearer',
    status: 200,
  },
  /** A service worker's call, which has no token: the subscription's secret is in the body. */
  replaceSubscription: {
    method: 'PUT',
    path: '/v1/notifications/subscriptions/:id',
    access: 'public',
    status: 200,
  },
  /** An answer typed into a shown notification; the subscription's secret is in the body. */
  replyToNotification: {
    method: 'POST',
    path: '/v1/notifications/:id/reply',
    access: 'public',
    status: 201,
  },
  getPreferences: {
    method: 'GET',
    path: '/v1/notifications/preferences',
    access: 'bearer',
    status: 200,
  },
  setPreferences: {
    method: 'PUT',
    path: '/v1/notifications/preferences',
    access: 'bearer',
    status: 200,
  },
  listNotifications: {
    method: 'GET',
    path: '/v1/notifications/history',
    access: 'bearer',
    status: 200,
  },
  getUnreadNotifications: {
    method: 'GET',
    path: '/v1/notifications/unread-count',
    access: 'bearer',
    status: 200,
  },
  markNotificationsRead: {
    method: 'PUT',
    path: '/v1/notifications/read',
    access: 'bearer',
    status: 200,
  },
  getVapidPublicKey: {
    method: 'GET',
    path: '/v1/notifications/vapid-public-key',
    access: 'public',
    status: 200,
  },
  explainNotification: {
    method: 'GET',
    path: '/v1/notifications/:id/explain',
    access: 'bearer',
    status: 200,
  },
  sendNotification: {
    method: 'POST',
    path: '/v1/notifications/admin/send/:user_id',
    access: 'admin',
    status: 202,
  },
  createBroadcast: {
    method: 'POST',
    path: '/v1/notifications/admin/broadcasts',
    access: 'admin',
    status: 202,
  },
  listBroadcasts: {
    method: 'GET',
    path: '/v1/notifications/admin/broadcasts',
    access: 'admin',
    status: 200,
  },
  getBroadcast: {
    method: 'GET',
    path: '/v1/notifications/admin/broadcasts/:id',
    access: 'admin',
    status: 200,
  },
  cancelBroadcast: {
    method: 'DELETE',
    path: '/v1/notifications/admin/broadcasts/:id',
    access: 'admin',
    status: 200,
  },
  getNotificationStats: {
    method: 'GET',
    path: '/v1/notifications/admin/stats',
    access: 'admin',
    status: 200,
  },
} as const satisfies Record<string, RouteSpec>
