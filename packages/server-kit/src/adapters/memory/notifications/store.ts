import type { ExplainStep, Message, Notification } from '@otsy/protocol'
import { notificationOf } from '../../../core/notifications/kept-notification'
import type * as Model from '../../../core/notifications/model'
import type { NewSubscription, NotificationStore } from '../../../core/notifications/port'
import type { ChatIndex } from '../chat-index'
import { cancelBroadcast, createBroadcast, expand, recordOf } from './broadcasts'
import { collect } from './collecting'
import { claimUndecided, decide } from './deciding'
import { claimDeliveries, settle, subscriptionOf } from './delivering'
import { replaceSubscription, savePreferences, saveSubscription } from './devices'
import { forgetTold } from './forgetting'
import { isReadInChat, markRows, ownOf, unreadCount } from './reading'
import { kept, type NotificationRow } from './rows'
import { Shelf } from './shelf'
import { sweep } from './sweeping'

/** Notifications in this process. As in `MemoryChats`, no method waits, so each is one atomic unit. */
export class MemoryNotifications implements NotificationStore<never> {
  readonly #shelf: Shelf

  constructor(options: { clock: () => number; index: ChatIndex }) {
    this.#shelf = new Shelf(options.index, options.clock)
  }

  async saveSubscription(
    subscription: NewSubscription,
    options: Parameters<NotificationStore['saveSubscription']>[1],
  ) {
    return saveSubscription(this.#shelf, subscription, options)
  }

  async replaceSubscription(
    id: string,
    replacement: Parameters<NotificationStore['replaceSubscription']>[1],
  ) {
    return replaceSubscription(this.#shelf, id, replacement)
  }

  async removeSubscription(userId: string, endpoint: string): Promise<boolean> {
    const device = this.#shelf.devices.at(endpoint)
    if (device?.user_id !== userId) return false
    this.#shelf.forget(device, 'cancelled')
    return true
  }

  async subscription(id: string): Promise<Model.SubscriptionRecord | null> {
    const device = this.#shelf.devices.get(id)
    return device === undefined ? null : subscriptionOf(device)
  }

  async subscriptions(userId: string): Promise<Model.SubscriptionRecord[]> {
    return this.#shelf.devices.of(userId).map(subscriptionOf)
  }

  async preferences(userId: string): Promise<Model.PreferencesRecord | null> {
    return this.#shelf.preferences.get(userId) ?? null
  }

  async savePreferences(
    userId: string,
    change: Parameters<NotificationStore['savePreferences']>[1],
  ): Promise<Model.PreferencesRecord> {
    return savePreferences(this.#shelf, userId, change)
  }

  async history(
    userId: string,
    { page, limit, kind }: Parameters<NotificationStore['history']>[1],
  ): Promise<{ notifications: Notification[]; total: number }> {
    const rows = ownOf(this.#shelf, userId)
      .filter((row) => row.listed && (kind === undefined || row.kind === kind))
      .reverse()
    const shown = rows.slice((page - 1) * limit, page * limit)
    return { notifications: shown.map(notificationOf), total: rows.length }
  }

  async unreadCount(userId: string): Promise<number> {
    return unreadCount(this.#shelf, userId)
  }

  async notification(id: string): Promise<Notification | null> {
    const row = this.#shelf.notifications.get(id)
    return row === undefined ? null : notificationOf(row)
  }

  async markRead(
    userId: string,
    which: Parameters<NotificationStore['markRead']>[1],
  ): Promise<Model.ReadNotifications> {
    const ids = 'ids' in which ? new Set(which.ids) : null
    const isMeant = (row: NotificationRow) => (ids === null ? row.listed : ids.has(row.id))
    return markRows(this.#shelf, userId, ownOf(this.#shelf, userId).filter(isMeant))
  }

  async markChatRead(
    read: Parameters<NotificationStore['markChatRead']>[0],
  ): Promise<Model.ReadNotifications> {
    const { user_id, chat_id, read_seq } = read
    const rows = ownOf(this.#shelf, user_id)
    return markRows(
      this.#shelf,
      user_id,
      rows.filter((row) => isReadInChat(row, chat_id, read_seq)),
    )
  }

  async enqueue(
    batch: readonly Model.NewNotification[],
  ): Promise<{ readonly id: string; readonly outcome: 'queued' | 'duplicate' }[]> {
    return batch.map((input) => this.#enqueue(input))
  }

  #enqueue({ ttl, ...input }: Model.NewNotification): {
    readonly id: string
    readonly outcome: 'queued' | 'duplicate'
  } {
    const { byDedupeKey, clock } = this.#shelf
    const key = input.dedupe_key === null ? null : JSON.stringify([input.user_id, input.dedupe_key])
    const known = key === null ? undefined : byDedupeKey.get(key)
    if (known !== undefined) return { id: known.id, outcome: 'duplicate' }
    const expires_at = clock() + ttl * 1_000
    const content = kept(input.content)
    const row = this.#shelf.add({ ...input, content, chat_id: null, broadcast: null, expires_at })
    if (key !== null) byDedupeKey.set(key, row)
    return { id: row.id, outcome: 'queued' }
  }

  /** A message was deleted: what it said is told no more. */
  forget(message: Message): void {
    forgetTold(this.#shelf, message)
  }

  async collect(limit: number): Promise<number> {
    return collect(this.#shelf, limit)
  }

  async claimUndecided(limit: number, leaseMs: number): Promise<Model.Undecided[]> {
    return claimUndecided(this.#shelf, limit, leaseMs)
  }

  async decide(decisions: readonly Model.Decision[]): Promise<(Notification | null)[]> {
    return decisions.map((decision) => decide(this.#shelf, decision))
  }

  async claimDeliveries(
    options: Parameters<NotificationStore['claimDeliveries']>[0],
  ): Promise<Model.DueDelivery[]> {
    return claimDeliveries(this.#shelf, options)
  }

  async settle(results: readonly Model.DeliveryResult[]): Promise<void> {
    for (const result of results) settle(this.#shelf, result)
  }

  async createBroadcast(broadcast: Model.NewBroadcast) {
    return createBroadcast(this.#shelf, broadcast)
  }

  async expand(limit: number): Promise<number> {
    return expand(this.#shelf, limit)
  }

  async broadcast(id: string): Promise<Model.BroadcastRecord | null> {
    const row = this.#shelf.broadcasts.get(id)
    return row === undefined ? null : recordOf(row)
  }

  async broadcasts(limit: number): Promise<Model.BroadcastRecord[]> {
    return [...this.#shelf.broadcasts.values()].reverse().slice(0, limit).map(recordOf)
  }

  async cancelBroadcast(id: string): Promise<Model.BroadcastRecord | null> {
    return cancelBroadcast(this.#shelf, id)
  }

  async explain(id: string): Promise<{ user_id: string; steps: ExplainStep[] } | null> {
    const row = this.#shelf.notifications.get(id)
    return row === undefined ? null : { user_id: row.user_id, steps: [...row.steps] }
  }

  async stats(): Promise<Awaited<ReturnType<NotificationStore['stats']>>> {
    const rows = [...this.#shelf.notifications.values()]
    const devices = this.#shelf.devices.all()
    return {
      by_state: countsBy(rows.map(({ state }) => state)),
      by_kind: countsBy(rows.map(({ kind }) => kind)),
      subscriptions: devices.filter(({ state }) => state === 'active').length,
    }
  }

  async sweep({ keepMs }: { readonly keepMs: number }): Promise<Model.ReadNotifications[]> {
    return sweep(this.#shelf, keepMs)
  }
}

function countsBy<K extends string>(names: readonly K[]): Partial<Record<K, number>> {
  const counts: Partial<Record<K, number>> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}
