import type * as z from 'zod/mini'
import type * as schemas from './schemas/index'
import type { RouteName } from './routes/table'
import type { ClientEventName, ServerEventName } from './events/table'

export type Message = z.output<typeof schemas.message>
export type MessageInput = z.output<typeof schemas.messageInput>
export type Reaction = z.output<typeof schemas.reaction>
export type Role = z.output<typeof schemas.role>
export type SenderRole = z.output<typeof schemas.senderRole>
export type Chat = z.output<typeof schemas.chat>
export type ChatStatus = z.output<typeof schemas.chatStatus>
export type Member = z.output<typeof schemas.member>
export type InboxChat = z.output<typeof schemas.inboxChat>
export type Cursor = z.output<typeof schemas.cursor>
export type CatchUpPage = z.output<typeof schemas.catchUpPage>
export type MessagePage = z.output<typeof schemas.messagePage>
export type ReadState = z.output<typeof schemas.readState>
export type SyncedChat = z.output<typeof schemas.syncedChat>
export type OrderUpdate = z.output<typeof schemas.orderUpdate>
export type Presence = z.output<typeof schemas.presence>
export type Notification = z.output<typeof schemas.notification>
export type NotificationKind = z.output<typeof schemas.notificationKind>
export type NotificationState = z.output<typeof schemas.notificationState>
export type NotificationInput = z.output<typeof schemas.notificationInput>
export type Preferences = z.output<typeof schemas.preferences>
export type PreferencesInput = z.output<typeof schemas.preferencesInput>
export type PushSubscriptionInput = z.output<typeof schemas.pushSubscription>
export type SubscriptionInfo = z.output<typeof schemas.subscriptionInfo>
export type BroadcastProgress = z.output<typeof schemas.broadcastProgress>
export type NotificationStats = z.output<typeof schemas.notificationStats>
export type NotificationAction = z.output<typeof schemas.notificationAction>
export type ExplainStep = z.output<typeof schemas.explainStep>
export type WireError = z.output<typeof schemas.wireError>
export type ErrorDetail = z.output<typeof schemas.errorDetail>
export type ErrorBody = z.output<typeof schemas.errorBody>

type RouteSchemas = typeof schemas.routeSchemas
type Part<K extends RouteName, P extends string> =
  RouteSchemas[K] extends Record<P, infer S extends z.ZodMiniType> ? z.output<S> : undefined

/** The parts of a route after parsing; `undefined` where it takes none. */
export type RouteParams<K extends RouteName> = Part<K, 'params'>
export type RouteQuery<K extends RouteName> = Part<K, 'query'>
export type RouteBody<K extends RouteName> = Part<K, 'body'>
export type RouteResponse<K extends RouteName> = z.output<RouteSchemas[K]['response']>

type ClientSchemas = typeof schemas.clientEventSchemas
export type ClientPayload<K extends ClientEventName> = z.output<ClientSchemas[K]['payload']>
export type AckData<K extends ClientEventName> = z.output<ClientSchemas[K]['ack']>
export type ServerPayload<K extends ServerEventName> = z.output<
  (typeof schemas.serverEventSchemas)[K]
>

/** What every acknowledgement carries. */
export type Ack<K extends ClientEventName> =
  | { readonly ok: true; readonly data: AckData<K> }
  | { readonly ok: false; readonly error: WireError }

/** Event maps in the form Socket.IO's generics take. */
export type ClientToServerEvents = {
  [K in ClientEventName]: (payload: ClientPayload<K>, ack?: (answer: Ack<K>) => void) => void
}
export type ServerToClientEvents = {
  [K in ServerEventName]: (payload: ServerPayload<K>) => void
}
