import type { Chat, InboxChat, Member, Message, Presence } from '@otsy/protocol'
import type {
  NotificationsApi,
  NotificationsState,
  PreferencesApi,
  PreferencesState,
} from '../api/notifications'
import type { PushApi, PushStatus } from '../api/push'
import type { HistoryWindow, RoomState, TypingPerson } from '../api/room'
import type { MessageRow } from '../api/row'
import type { Draft, SendOptions } from '../api/chat'
import type { InboxState } from '../api/chat'

/** What `useMessages` answers. Every function keeps its identity as long as the chat is the same. */
export interface MessagesResult extends HistoryWindow {
  readonly rows: readonly MessageRow[]
  readonly state: RoomState
  readonly send: (draft: Draft, options?: SendOptions) => Promise<Message>
  readonly retry: (key: string) => void
  readonly discard: (key: string) => void
  readonly edit: (messageId: string, content: string) => Promise<Message>
  readonly remove: (messageId: string) => Promise<Message>
  readonly react: (messageId: string, emoji: string, on?: boolean) => Promise<Message>
  readonly markRead: (upTo?: number) => Promise<void>
  readonly loadOlder: () => Promise<void>
  readonly loadNewer: () => Promise<void>
  readonly loadAround: (seq: number) => Promise<void>
  readonly showLatest: () => void
}

export interface ChatResult {
  /** Null until loaded. */
  readonly chat: Chat | null
  readonly members: readonly Member[]
  /** User id to the number up to which that member has read. */
  readonly reads: Readonly<Record<string, number>>
  readonly state: RoomState
  readonly close: () => Promise<Chat>
  readonly mute: (until: Date | null) => Promise<void>
}

export interface TypingResult {
  readonly people: readonly TypingPerson[]
  /** Call at each keystroke. */
  readonly notify: () => void
  readonly stop: () => void
}

export interface InboxResult extends InboxState {
  readonly loadMore: () => Promise<void>
  readonly reload: () => Promise<void>
}

export interface NotificationsResult extends NotificationsState {
  readonly loadMore: NotificationsApi['loadMore']
  readonly reload: NotificationsApi['reload']
  readonly markRead: NotificationsApi['markRead']
}

export interface PreferencesResult extends PreferencesState {
  readonly load: PreferencesApi['load']
  readonly set: PreferencesApi['set']
}

export interface PushResult {
  readonly status: PushStatus
  /** Call it in the handler of a click, before anything is awaited. */
  readonly enable: PushApi['enable']
  readonly disable: PushApi['disable']
  readonly diagnose: PushApi['diagnose']
  readonly devices: PushApi['devices']
}

/** By user id; a person not known yet is absent. */
export type PresenceResult = Readonly<Record<string, Presence>>

export type { InboxChat }
