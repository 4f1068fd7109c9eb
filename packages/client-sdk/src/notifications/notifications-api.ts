import type { NotificationsAdminApi, NotificationsApi } from '../api/notifications'
import type { RestClient } from '../rest-types'
import type { NotificationStore } from './notifications'
import type { PreferencesStore } from './preferences'

export interface NotificationsApiParts {
  readonly rest: RestClient
  readonly store: NotificationStore
  readonly preferences: PreferencesStore
}

/** What an app calls. */
export function createNotificationsApi(parts: NotificationsApiParts): NotificationsApi {
  const { rest, store, preferences } = parts
  return {
    get: () => store.get(),
    subscribe: (listener) => store.subscribe(listener),
    unread: store.unread,
    preferences,
    admin: adminApi(rest),
    list: (query = {}) => rest.listNotifications({ query }),
    loadMore: () => store.loadMore(),
    reload: () => store.reload(),
    markRead: (which) => store.markRead(which),
    explain: (id) => rest.explainNotification({ params: { id } }),
  }
}

function adminApi(rest: RestClient): NotificationsAdminApi {
  return {
    send: (user_id, body) => rest.sendNotification({ params: { user_id }, body }),
    broadcasts: {
      create: (body) => rest.createBroadcast({ body }),
      list: async () => (await rest.listBroadcasts()).broadcasts,
      get: (id) => rest.getBroadcast({ params: { id } }),
      cancel: (id) => rest.cancelBroadcast({ params: { id } }),
    },
    stats: () => rest.getNotificationStats(),
  }
}
