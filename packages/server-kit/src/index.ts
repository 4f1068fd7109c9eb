export { createOtsyServer, type OtsyServer } from './server'
export type { OtsyServerOptions } from './options'
export type {
  HostApi,
  HostChats,
  HostOrders,
  HostReceipts,
  HostSend,
  HostSendOptions,
  HostText,
  HostTx,
  SharedReceipt,
} from './host-api'
export { OtsyError, type OtsyErrorOptions } from './core/errors'
export { jwtAuth, type JwtAuthOptions } from './adapters/jwt/jwt-auth'
export type { Authenticator } from './core/identity/authenticator'
export type { Viewer } from './core/identity/viewer'
export type { Authorize, ChatAction } from './core/chat/access'
export type { VerifyOrder } from './core/chat/context'
export type { BeforeSendAnswer, ChatHooks, OnMessage } from './core/chat/hooks'
export type { MessageKind, MessageKinds } from './core/chat/kinds'
export type { Pending } from './core/chat/sending'
export type { Caller } from './core/caller'
export type { PersonInfo, ResolveUsers } from './core/identity/directory'
export type { Logger } from './core/log'
export type { OpenedStorage, Storage } from './core/storage'
export type {
  Append,
  AppendOutcome,
  ChatStore,
  History,
  HistoryWindow,
  NewMember,
} from './core/chat/port'
export type { ChatRecord, MemberRecord, MessageDraft, Reader } from './core/chat/model'
export type { Revocation, RevocationStore } from './core/identity/port'
export type {
  LeasedPresence,
  PeopleStore,
  PresenceLease,
  PresenceStore,
} from './core/presence/port'
export type { RateLimiter } from './core/rate-limits'
export type { Bus, BusNews, Signal } from './core/fanout/port'
export type { NotificationOptions } from './options'
export type { HostNotifications, HostNotify } from './host-notifications'
export type {
  Template,
  TemplateData,
  TemplateKind,
  TemplateResult,
  Templates,
} from './core/notifications/templates'
export type { Enqueued } from './core/notifications/service'
export type { BroadcastRecord, NotificationContent } from './core/notifications/model'
export type { NotificationStore } from './core/notifications/port'
export type {
  PushAnswer,
  PushMessage,
  PushSender,
  PushService,
  PushTarget,
} from './core/notifications/sender'
