import type { Member, Message, ServerPayload } from '@otsy/protocol'
import type { Me } from './api/client'
import type { OtsyEventName, OtsyEvents } from './api/events'
import type { InboxStore } from './chat/inbox'
import type { Rooms } from './chat/rooms'
import type { NotificationStore } from './notifications/notifications'
import type { Outbox } from './outbox/outbox'
import type { PresenceWatch } from './presence/presence'
import type { Push } from './push/push'
import type { ServerEvent } from './socket/link'
import type { Sync } from './sync'

export interface RouterParts {
  readonly rooms: Rooms
  readonly inbox: InboxStore
  readonly outbox: Outbox
  readonly presence: PresenceWatch
  readonly notifications: NotificationStore
  readonly push: Push
  readonly sync: Sync
  readonly me: () => Me | null
  readonly onConnected: (greeting: ServerPayload<'connected'>) => void
  readonly onTokenExpiring: () => void
  readonly emit: <K extends OtsyEventName>(event: K, payload: OtsyEvents[K]) => void
}

/** Where each event of the server goes. */
export function routeEvent(parts: RouterParts, event: ServerEvent): void {
  const { rooms, presence, emit } = parts
  switch (event.name) {
    case 'connected':
      return parts.onConnected(event.payload)
    case 'token_expiring':
      return parts.onTokenExpiring()
    case 'chat_history':
      // The answer to joining says the same, and up to which number it holds.
      return
    case 'new_message':
    case 'message_updated':
      return message(parts, event.payload)
    case 'typing_indicator':
      return typing(parts, event.payload)
    case 'presence':
      return presence.hear(event.payload)
    case 'messages_read':
      reads(parts, event.payload)
      return emit(event.name, event.payload)
    case 'membership_changed':
      membership(parts, event.payload)
      return emit(event.name, event.payload)
    case 'chat_updated':
      updated(parts, event.payload)
      return emit(event.name, event.payload)
    case 'user_left':
      rooms.find(event.payload.chatId)?.core.typists.remove(event.payload.userId)
      return emit(event.name, event.payload)
    case 'user_joined':
      return emit(event.name, event.payload)
    case 'order_update':
    case 'receipt_shared':
      // Told with the message itself, once, also when it was missed and caught up with.
      return
    case 'notification':
      parts.notifications.hear(event.payload)
      return emit(event.name, event.payload)
    case 'notifications_read':
      parts.notifications.hearRead(event.payload)
      parts.push.badge(event.payload.unread_count)
      void parts.push.close(event.payload)
      return emit(event.name, event.payload)
    case 'error':
      return emit('server_error', event.payload)
  }
}

function message({ rooms, outbox, sync, me }: RouterParts, told: Message): void {
  const core = rooms.find(told.chat_id)?.core
  if (core !== undefined) {
    core.apply({ type: 'live', message: told })
    sync.behind(core)
    if (told.sender_id !== null && told.seq === told.changed_seq)
      core.typists.remove(told.sender_id)
  }
  if (told.sender_id !== null && told.sender_id === me()?.userId) outbox.stored(told)
}

function typing({ rooms, me }: RouterParts, told: ServerPayload<'typing_indicator'>): void {
  const core = rooms.find(told.chatId)?.core
  if (core === undefined || told.userId === me()?.userId) return
  const member = core.members.get().find(({ user_id }) => user_id === told.userId)
  core.typists.hear(told, member?.name ?? null)
}

function reads({ rooms, me }: RouterParts, told: ServerPayload<'messages_read'>): void {
  const { chatId, userId, read_seq: seq, timestamp: at, messageIds: ids } = told
  const place = rooms.find(chatId)
  if (place === undefined) return
  place.core.learnRead({ userId, seq, at })
  place.core.apply({ type: 'read', ids, at })
  if (userId === me()?.userId) place.reading.learn(seq)
}

function membership(parts: RouterParts, told: ServerPayload<'membership_changed'>): void {
  const { rooms, inbox, sync, me } = parts
  const person = me()
  const core = rooms.find(told.chatId)?.core
  const has = (members: readonly Member[]) =>
    members.some(({ user_id }) => user_id === person?.userId)
  const before = core?.members.get() ?? []
  // One who reads without being a member, an admin or by the host's own rule, has not been removed.
  const isGuest = person?.role === 'admin' || (before.length > 0 && !has(before))
  if (!has(told.members) && !isGuest) {
    inbox.remove(told.chatId)
    core?.clear({ status: 'gone' })
    return
  }
  inbox.membership(told)
  if (core === undefined) return
  core.learnMembers(told, 'all')
  if (core.isUsed && !core.joined) void sync.bring(core)
}

function updated(
  { rooms, inbox, notifications, sync, me }: RouterParts,
  told: ServerPayload<'chat_updated'>,
): void {
  const before = inbox.countOf(told.chatId)?.head ?? 0
  inbox.update(told)
  const place = rooms.find(told.chatId)
  // Where messages are not told of, a deletion shows in this only: as no new message, or not just one.
  const isNew = told.head_seq === before + 1 && told.last_message?.seq === told.head_seq
  if (place?.core.joined !== true && told.head_seq > before && !isNew)
    notifications.doubt(told.chatId)
  if (place === undefined) return
  place.reading.learn(told.read_seq)
  const userId = me()?.userId
  if (userId !== undefined) place.core.learnRead({ userId, seq: told.read_seq, at: null })
  place.core.learnStatus(told.status)
  if (!place.core.joined) {
    // Only members are told: who was put out has been let in again, and that word was lost.
    if (place.core.state.get().status === 'gone') void sync.bring(place.core)
    return
  }
  place.core.apply({ type: 'head', seq: told.head_seq })
  sync.behind(place.core)
}
