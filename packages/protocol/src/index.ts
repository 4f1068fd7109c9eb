export { NAMESPACE, PROTOCOL_VERSION, REST_PREFIX } from './version'
export {
  FRAME_BYTES,
  LIMITS,
  PAGE_SIZE,
  READ_IDS,
  SYNC_CURSORS,
  TYPING_TTL_MS,
  WATCHED_PEOPLE,
} from './limits'
export { errors, type ErrorCode, type ErrorSpec } from './errors/table'
export {
  routes,
  type ChatRouteName,
  type NotificationRouteName,
  type RouteName,
} from './routes/table'
export type { RouteSpec } from './routes/spec'
export {
  clientEvents,
  serverEvents,
  type ClientEventName,
  type ClientEventSpec,
  type ServerEventName,
  type ServerEventSpec,
} from './events/table'
export type { JsonValue, Metadata } from './schemas/metadata'
export type * from './types'
