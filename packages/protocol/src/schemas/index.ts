import { chatRouteSchemas } from './chat-routes'
import { notificationRouteSchemas } from './notification-routes'

/** The shapes of every route of the table, by the route's name. */
export const routeSchemas = { ...chatRouteSchemas, ...notificationRouteSchemas } as const

export { chatRouteSchemas } from './chat-routes'
export { notificationRouteSchemas } from './notification-routes'
export { clientEventSchemas, type ClientEventSchema } from './client-events'
export { serverEventSchemas } from './server-events'
export type { RouteSchema } from './route'
export {
  catchUpPage,
  chat,
  chatStatus,
  cursor,
  inboxChat,
  member,
  messagePage,
  readState,
  syncedChat,
} from './chat'
export { errorBody, errorCode, errorDetail, wireError } from './error'
export {
  BUILT_IN_KINDS,
  editInput,
  emoji,
  message,
  messageInput,
  messageType,
  orderUpdate,
  reaction,
  role,
  senderRole,
} from './message'
export { metadata } from './metadata'
export {
  appPath,
  broadcastProgress,
  explainStep,
  locale,
  notification,
  notificationAction,
  notificationInput,
  notificationKind,
  notificationState,
  notificationStats,
  preferences,
  preferencesInput,
  pushSubscription,
  quietHours,
  subscriptionInfo,
  subscriptionSecret,
} from './notification'
export { presence } from './presence'
export { clientId, httpsUrl, id, safeText, seq, timestamp } from './text'
