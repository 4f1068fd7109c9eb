export { OtsyProvider, useOtsy, type OtsyProviderProps } from './context'
export { useChat } from './use-chat'
export { useConnection, type ConnectionResult } from './use-connection'
export { useInbox } from './use-inbox'
export { useMe } from './use-me'
export { useMessages } from './use-messages'
export { useObservable } from './use-observable'
export { useOtsyEvent } from './use-otsy-event'
export { usePresence } from './use-presence'
export { useTyping } from './use-typing'
export { useUnread } from './use-unread'
export type {
  ChatResult,
  InboxResult,
  MessagesResult,
  PresenceResult,
  TypingResult,
} from './results'
