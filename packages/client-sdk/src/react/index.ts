export { OtsyProvider, useOtsy, type OtsyProviderProps } from './context'
export { useChat } from './use-chat'
export { useConnection, type ConnectionResult } from './use-connection'
export { useInbox } from './use-inbox'
export { useMe } from './use-me'
export { useMessages } from './use-messages'
export { useNotifications } from './use-notifications'
export { useObservable } from './use-observable'
export { useOtsyEvent } from './use-otsy-event'
export { usePreferences } from './use-preferences'
export { usePresence } from './use-presence'
export { usePush } from './use-push'
export { useTyping } from './use-typing'
export { useUnread } from './use-unread'
export { useUnreadNotifications } from './use-unread-notifications'
export type {
  ChatResult,
  InboxResult,
  MessagesResult,
  NotificationsResult,
  PreferencesResult,
  PresenceResult,
  PushResult,
  TypingResult,
} from './results'
