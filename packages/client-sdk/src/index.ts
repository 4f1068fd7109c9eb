export { createOtsyClient } from './client'
export { OtsyError, type ClientErrorCode, type OtsyErrorCode } from './error'
export type { Me, OtsyClient } from './api/client'
export type { ConnectionApi, ConnectionState } from './api/connection'
export type {
  ChatApi,
  Draft,
  Inbox,
  InboxState,
  OpenChatInput,
  ReactionChange,
  SendOptions,
} from './api/chat'
export type { OtsyEventName, OtsyEvents, OtsyListener } from './api/events'
export type {
  NotificationsAdminApi,
  NotificationsApi,
  NotificationsState,
  PreferencesApi,
  PreferencesState,
} from './api/notifications'
export type { Observable, Unsubscribe } from './api/observable'
export type { OtsyClientOptions, TokenReason } from './api/options'
export type { PresenceApi, PresenceStatus, TypingApi } from './api/people'
export type {
  PushApi,
  PushDevice,
  PushFinding,
  PushFindingCode,
  PushObstacle,
  PushPreference,
  PushStatus,
} from './api/push'
export type { ChatRoom, HistoryWindow, RoomState, TypingPerson } from './api/room'
export type {
  Delivery,
  FailedRow,
  MessageRow,
  PendingMessage,
  PendingRow,
  SentRow,
} from './api/row'
export type { Environment, TabChannel, TabLock, Timer } from './environment'
export type { PushPlatform } from './push/platform'
export type { PushRecord, PushRecords } from './service-worker/records'
export type { OutboxEntry } from './outbox/entry'
export type { OutboxStorage } from './outbox/storage'
export type { OpenedWire, OpenWire, WireOptions } from './socket/open-wire'
export type { RestClient, RestInput, RestOptions } from './rest-types'
export type {
  BroadcastProgress,
  Chat,
  ChatStatus,
  ExplainStep,
  InboxChat,
  JsonValue,
  Member,
  Message,
  MessageInput,
  Metadata,
  Notification,
  NotificationInput,
  NotificationKind,
  NotificationStats,
  OrderUpdate,
  Preferences,
  PreferencesInput,
  Presence,
  Reaction,
  Role,
  SenderRole,
} from '@otsy/protocol'
