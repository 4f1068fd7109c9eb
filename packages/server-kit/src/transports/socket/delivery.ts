import { LIMITS } from '@otsy/protocol'
import { Lanes } from '../../core/chat/lanes'
import type { ChatRecord } from '../../core/chat/model'
import type { ChatService } from '../../core/chat/service'
import { presentChat } from '../../core/chat/present'
import type { Bus, BusNews, Signal } from '../../core/fanout/port'
import type { Logger } from '../../core/log'
import type { PresenceFollower } from '../../core/presence/follower'
import type { Attendance } from './attendance'
import type { Audience } from './audience'
import { emitMessage, emitReads } from './emit-message'
import type { HeadCheck } from './head-check'
import type { InboxFeed } from './inbox-feed'
import type { LocalChat, LocalChats } from './local-chats'
import { chatRoom, presenceRoom, userRoom, type ChatNamespace } from './types'
import type { Watches } from './watches'

export interface DeliveryOptions {
  readonly nsp: ChatNamespace
  readonly bus: Bus
  readonly local: LocalChats
  readonly audience: Audience
  readonly attendance: Attendance
  readonly feed: InboxFeed
  readonly headCheck: HeadCheck
  readonly watches: Watches
  readonly follower: PresenceFollower
  readonly service: Pick<ChatService<never>, 'context'>
  readonly logger: Logger
  /** Takes a socket out of a chat it may no longer see. */
  readonly unseat: (chatId: string, socketId: string) => void
}

type SignalOf<K extends Signal['kind']> = Extract<Signal, { kind: K }>

/** Brings what the bus tells to the sockets of this node. */
export class Delivery {
  readonly #options: DeliveryOptions
  readonly #stop: () => void
  readonly #memberships = new Lanes()

  constructor(options: DeliveryOptions) {
    this.#options = options
    this.#stop = options.bus.subscribe((signal) => this.#deliver(signal))
  }

  close(): void {
    this.#stop()
  }

  #deliver(signal: Signal | BusNews): void {
    switch (signal.kind) {
      case 'message':
        return this.#message(signal)
      case 'members':
        return this.#members(signal)
      case 'reads':
        return this.#reads(signal)
      case 'typing':
        return this.#typing(signal)
      case 'presence':
        return this.#presence(signal)
      case 'revoked':
        return // Known to the gate, which tells the gateway.
      case 'seat':
      case 'seats':
      case 'seats_asked':
      case 'cut':
      case 'gap':
        // Of the last two the server hears as well, and has everything compared.
        return this.#options.attendance.hear(signal)
      case 'notification':
        return this.#notification(signal)
      case 'notifications_read':
        return this.#notificationsRead(signal)
      case 'own_row':
        return this.#options.feed.touch(signal.chat_id, signal.user_id)
    }
  }

  #message(signal: SignalOf<'message'>): void {
    const { local, feed } = this.#options
    const { message, members_rev } = signal
    feed.touchAll(message.chat_id, members_rev)
    const chat = local.get(message.chat_id)
    if (chat === undefined) return
    for (const hold of chat.holds) hold.kept.push(signal)
    if (chat.seats.size === 0) return
    if (this.#isAhead(chat, members_rev)) return
    if (chat.delivered.note(message.changed_seq)) emitMessage(chat, signal)
  }

  /** Of a membership this node has not heard of: who sits here may have been removed, so it looks first. */
  #isAhead(chat: LocalChat, membersRev: number): boolean {
    if (membersRev <= chat.rev) return false
    this.#options.headCheck.heal(chat.id)
    return true
  }

  #members(signal: SignalOf<'members'>): void {
    const { chat } = signal
    const { local, feed } = this.#options
    const here = local.get(chat.id)
    const gone = here === undefined ? [] : this.#reseat(here, chat)
    const removed = [...new Set([...signal.removed, ...gone])]
    feed.touchAll(chat.id, chat.members_rev)
    void this.tellMembership(chat, removed)
    if (removed.length > 0) void this.#endWatches(removed)
  }

  /** Who shares no chat any more does not see the other come and go. */
  async #endWatches(removed: readonly string[]): Promise<void> {
    try {
      await this.#options.watches.recheck(removed)
    } catch (cause) {
      this.#options.logger.warn({ err: cause }, 'watches of presence could not be checked')
    }
  }

  /** Takes out whoever is no member, also by a change that was not heard of; answers who that was. */
  #reseat(here: LocalChat, chat: ChatRecord): string[] {
    if (chat.members_rev <= here.rev) return []
    const strangers = here.strangers(chat)
    for (const { socket } of strangers) this.#options.unseat(chat.id, socket.id)
    here.rev = chat.members_rev
    return strangers.map(({ userId }) => userId)
  }

  /**
   * To all in the chat, and those it concerns. Names may have to be waited for; one change must not
   * overtake another by that, for who is told last is believed.
   */
  tellMembership(record: SignalOf<'members'>['chat'], removed: readonly string[]): Promise<void> {
    return this.#memberships.run(record.id, () => this.#tellMembers(record, removed))
  }

  async #tellMembers(
    record: SignalOf<'members'>['chat'],
    removed: readonly string[],
  ): Promise<void> {
    const { nsp, service, logger } = this.#options
    try {
      const chat = await presentChat(record, null, service.context.directory)
      const members = await this.#roomsOfMembers(record)
      nsp.to([chatRoom(chat.id), ...members, ...removed.map(userRoom)]).emit('membership_changed', {
        chatId: chat.id,
        members: chat.members,
        status: chat.status,
      })
    } catch (cause) {
      logger.warn({ err: cause, chat_id: record.id }, 'a membership change could not be told')
    }
  }

  async #roomsOfMembers(record: SignalOf<'members'>['chat']): Promise<string[]> {
    const { audience, logger } = this.#options
    const userIds = record.members.map(({ user_id }) => user_id)
    try {
      return await audience.rooms(userIds, record)
    } catch (cause) {
      // Those who sit in the chat were asked about, and are told.
      logger.warn({ err: cause, chat_id: record.id }, 'authorize failed; members are not told')
      return []
    }
  }

  #reads(signal: SignalOf<'reads'>): void {
    const { nsp, local, feed } = this.#options
    feed.touch(signal.chat_id, signal.user_id)
    const chat = local.get(signal.chat_id)
    if (chat === undefined) return
    for (const hold of chat.holds) hold.kept.push(signal)
    if (chat.seats.size === 0 || this.#isAhead(chat, signal.members_rev)) return
    chat.noteReads(signal.reads_rev)
    const room = nsp.to(chatRoom(signal.chat_id))
    emitReads(signal.except === null ? room : room.except(signal.except), signal)
  }

  #typing(signal: SignalOf<'typing'>): void {
    const { nsp, local } = this.#options
    const chat = local.get(signal.chat_id)
    if (chat === undefined || this.#isAhead(chat, signal.members_rev)) return
    nsp.to(chatRoom(signal.chat_id)).except(userRoom(signal.user_id)).emit('typing_indicator', {
      userId: signal.user_id,
      role: signal.role,
      chatId: signal.chat_id,
      action: signal.action,
      timestamp: signal.at,
      expires_in: LIMITS.typingTtlMs,
    })
  }

  #notification({ notification }: SignalOf<'notification'>): void {
    const { nsp } = this.#options
    nsp.to(userRoom(notification.user_id)).emit('notification', notification)
  }

  #notificationsRead({ read }: SignalOf<'notifications_read'>): void {
    this.#options.nsp.to(userRoom(read.user_id)).emit('notifications_read', {
      notification_ids: [...read.notification_ids],
      tags: [...read.tags],
      unread_count: read.unread_count,
    })
  }

  #presence({ user_id, status, last_seen }: SignalOf<'presence'>): void {
    const presence = { userId: user_id, status, last_seen }
    this.#options.follower.told(user_id, status)
    this.#options.nsp.to(presenceRoom(user_id)).emit('presence', presence)
  }
}
