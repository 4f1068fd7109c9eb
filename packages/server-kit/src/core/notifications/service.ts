import type {
  ExplainStep,
  Message,
  Notification,
  NotificationInput,
  NotificationStats,
  PreferencesInput,
  PushSubscriptionInput,
  RouteQuery,
} from '@otsy/protocol'
import { LIMITS } from '@otsy/protocol'
import { timingSafeEqual } from 'node:crypto'
import { isPrivileged, personOf, type Caller } from '../caller'
import type { SendRequest } from '../chat/sending'
import { invalidInput, OtsyError } from '../errors'
import type { Bus } from '../fanout/port'
import { newId } from '../ids'
import { kindRules } from './kinds'
import {
  DEFAULT_PREFERENCES,
  type BroadcastRecord,
  type NewNotification,
  type NotificationContent,
  type PreferencesRecord,
  type ReadNotifications,
  type SubscriptionRecord,
} from './model'
import type { NotificationStore } from './port'
import { isTimeZone } from './quiet-hours'
import type { PushSender } from './sender'

export interface NotificationServiceOptions<Tx> {
  readonly store: NotificationStore<Tx>
  readonly sender: PushSender | null
  readonly bus: Bus
  readonly reply: (request: SendRequest) => Promise<Message>
  /** There is something to decide on, or to send. */
  readonly wake: () => void
}

export interface Enqueued {
  /** Of the notification; with a `dedupe_key` given before, of the first. */
  readonly id: string
  readonly outcome: 'queued' | 'duplicate'
}

/** What people and operators do with notifications. Rejects with `not_found` unless said. */
export class NotificationService<Tx> {
  readonly #options: NotificationServiceOptions<Tx>

  constructor(options: NotificationServiceOptions<Tx>) {
    this.#options = options
  }

  /** Rejects with `push_not_configured` on a server without VAPID keys. */
  get publicKey(): string {
    return this.#sender.publicKey
  }

  /**
   * Keeps a browser's subscription. `origin`: of the page. Rejects with `invalid_input` for an address
   * this server does not call or keys that are none, `not_found` for one that is another person's.
   */
  async subscribe(
    caller: Caller,
    input: PushSubscriptionInput,
    origin: string | null,
  ): Promise<{ id: string; secret: string }> {
    const { userId } = personOf(caller)
    const sender = this.#sender
    const subscription = { id: newId(), user_id: userId, ...this.#checked(input, origin) }
    const { secret } = input
    const saved = await this.#options.store.saveSubscription(subscription, {
      most: LIMITS.subscriptionsOfUser,
      mayMove: (storedId) => secret !== undefined && isSame(secret, sender.secretOf(storedId)),
    })
    if (saved.outcome === 'taken') throw new OtsyError('not_found')
    return { id: saved.id, secret: sender.secretOf(saved.id) }
  }

  /** A service worker's word, proven by the subscription's secret. */
  async replaceSubscription(
    id: string,
    given: { readonly secret: string; readonly subscription: PushSubscriptionInput },
    origin: string | null,
  ): Promise<{ id: string; secret: string }> {
    const before = await this.#own(id, given.secret)
    const replacement = this.#checked(given.subscription, origin ?? before.origin)
    const saved = await this.#options.store.replaceSubscription(id, replacement)
    if (saved.outcome !== 'saved') throw new OtsyError('not_found')
    return { id: saved.id, secret: this.#sender.secretOf(saved.id) }
  }

  async unsubscribe(caller: Caller, endpoint: string): Promise<void> {
    const removed = await this.#options.store.removeSubscription(personOf(caller).userId, endpoint)
    if (!removed) throw new OtsyError('not_found')
  }

  /** Of someone who was signed out everywhere. */
  async forgetDevices(userId: string): Promise<void> {
    const { store } = this.#options
    for (const { endpoint } of await store.subscriptions(userId)) {
      await store.removeSubscription(userId, endpoint)
    }
  }

  async subscriptions(caller: Caller): Promise<SubscriptionRecord[]> {
    return await this.#options.store.subscriptions(personOf(caller).userId)
  }

  async preferences(userId: string): Promise<PreferencesRecord> {
    return (await this.#options.store.preferences(userId)) ?? DEFAULT_PREFERENCES
  }

  async setPreferences(userId: string, change: PreferencesInput): Promise<PreferencesRecord> {
    const zone = change.quiet_hours?.time_zone
    if (zone !== undefined && !isTimeZone(zone)) {
      throw invalidInput('quiet_hours.time_zone', 'is no time zone, such as Asia/Tokyo')
    }
    return await this.#options.store.savePreferences(userId, change)
  }

  async history(
    caller: Caller,
    { page = 1, limit = LIMITS.defaultPageSize, kind }: RouteQuery<'listNotifications'>,
  ): Promise<{ notifications: Notification[]; total: number }> {
    const window = { page, limit, ...(kind !== undefined && { kind }) }
    return await this.#options.store.history(personOf(caller).userId, window)
  }

  async unreadCount(caller: Caller): Promise<number> {
    return await this.#options.store.unreadCount(personOf(caller).userId)
  }

  async markRead(
    caller: Caller,
    which: { readonly ids: readonly string[] } | { readonly all: true },
  ): Promise<number> {
    const read = await this.#options.store.markRead(personOf(caller).userId, which)
    this.wasRead(read)
    return read.unread_count
  }

  /** Tells a person's devices what has been read, and sends what takes it down elsewhere. */
  wasRead(read: ReadNotifications): void {
    if (read.notification_ids.length === 0) return
    this.#options.bus.publish({ kind: 'notifications_read', read })
    this.#options.wake()
  }

  /** Lays one notification in for a person; it is decided on at once, unless `tx` is still open. */
  async send(
    userId: string,
    input: NotificationInput,
    options: { tx?: Tx } = {},
  ): Promise<Enqueued> {
    const tx = options.tx === undefined ? {} : { tx: options.tx }
    const one = { ...newNotification(input), user_id: userId }
    const [enqueued] = await this.#options.store.enqueue([one], tx)
    if (enqueued === undefined) throw new Error('The store answered too few outcomes.')
    this.#options.wake()
    return enqueued
  }

  /** For many people at once: answers as soon as it is kept, and goes out in parts. */
  async broadcast(
    input: NotificationInput,
    to: 'all' | readonly string[],
  ): Promise<{ id: string; total: number }> {
    const { id, total } = await this.#options.store.createBroadcast({
      ...newNotification(input),
      to,
    })
    this.#options.wake()
    return { id, total }
  }

  async broadcastProgress(id: string): Promise<BroadcastRecord> {
    return found(await this.#options.store.broadcast(id))
  }

  async broadcasts(limit = 50): Promise<BroadcastRecord[]> {
    return await this.#options.store.broadcasts(limit)
  }

  async cancelBroadcast(id: string): Promise<BroadcastRecord> {
    return found(await this.#options.store.cancelBroadcast(id))
  }

  /** Why a notification was or was not shown: each decision and attempt in order. */
  async explain(caller: Caller, id: string): Promise<ExplainStep[]> {
    const explained = found(await this.#options.store.explain(id))
    if (!isPrivileged(caller) && explained.user_id !== personOf(caller).userId) {
      throw new OtsyError('not_found')
    }
    return explained.steps
  }

  async stats(): Promise<NotificationStats> {
    const { by_state, by_kind, subscriptions } = await this.#options.store.stats()
    const total = Object.values(by_state).reduce((sum, count) => sum + count, 0)
    return { total, by_state: { ...by_state }, by_kind: { ...by_kind }, subscriptions }
  }

  /** An answer typed into a shown notification, proven by the subscription's secret. */
  async reply(
    notificationId: string,
    given: {
      readonly subscription_id: string
      readonly secret: string
      readonly content: string
      readonly client_id?: string | undefined
    },
  ): Promise<Message> {
    const { user_id } = await this.#own(given.subscription_id, given.secret)
    const notification = await this.#options.store.notification(notificationId)
    const chatId = notification?.data.chatId
    if (notification?.user_id !== user_id || typeof chatId !== 'string') {
      throw new OtsyError('not_found')
    }
    const { content, client_id } = given
    // The person was let in when they subscribed; whether they are a member still is asked by the store.
    const viewer = { userId: user_id, role: 'user' as const, expiresAt: Date.now() + 60_000 }
    return await this.#options.reply({
      caller: { kind: 'viewer', viewer },
      chatId,
      input: { type: 'text', content, ...(client_id !== undefined && { client_id }) },
    })
  }

  get #sender(): PushSender {
    if (this.#options.sender === null) throw new OtsyError('push_not_configured')
    return this.#options.sender
  }

  async #own(id: string, secret: string): Promise<SubscriptionRecord> {
    if (!isSame(secret, this.#sender.secretOf(id))) throw new OtsyError('not_found')
    return found(await this.#options.store.subscription(id))
  }

  #checked({ endpoint, keys, locale }: PushSubscriptionInput, origin: string | null) {
    const sender = this.#sender
    const { origin: service, allowsSilent } = sender.check({ endpoint, ...keys })
    return {
      ...{ endpoint, ...keys, service, origin },
      allows_silent: allowsSilent,
      key_hash: sender.keyHash,
      locale: locale ?? null,
    }
  }
}

function newNotification(input: NotificationInput): Omit<NewNotification, 'user_id'> {
  const { kind, tag, dedupe_key, ttl, title, body, icon, data, actions, url } = input
  const content: NotificationContent = {
    ...{ title, body, data: data ?? {} },
    ...(icon !== undefined && { icon }),
    ...(actions !== undefined && { actions }),
    ...(url !== undefined && { url }),
  }
  return {
    ...{ id: newId(), kind, content },
    tag: tag ?? null,
    dedupe_key: dedupe_key ?? null,
    ttl: ttl ?? kindRules[kind].ttl,
  }
}

function found<T>(value: T | null): T {
  if (value === null) throw new OtsyError('not_found')
  return value
}

/** Takes as long for a near miss as for a far one. */
function isSame(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}
