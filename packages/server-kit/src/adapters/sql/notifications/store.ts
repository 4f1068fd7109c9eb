import type { ExplainStep, Notification } from '@otsy/protocol'
import type { TxOption } from '../../../core/chat/port'
import {
  notificationOf,
  type KeptNotification,
} from '../../../core/notifications/kept-notification'
import type * as Model from '../../../core/notifications/model'
import { DEFAULT_PREFERENCES } from '../../../core/notifications/model'
import type { NewSubscription, NotificationStore } from '../../../core/notifications/port'
import type { Database, Session, SqlTransaction } from '../database'
import type { HostTransactions } from '../host-transactions'
import { isStorable, textArray, uuidOrNull } from '../ids'
import { retrying } from '../retry'
import type { NotificationStatements } from '../statements/notifications/index'
import * as Broadcasts from './broadcasts'
import { decisionRows } from './deciding'
import * as Devices from './devices'
import { enqueue } from './laying-in'
import * as Reading from './reading'
import * as Rows from './rows'
import { Sweeping } from './sweeping'
import { say, type Work } from './unit'

/** Notifications in SQL. What is promised of each method stands on the port. */
export class SqlNotifications implements NotificationStore<SqlTransaction> {
  readonly #work: Work
  readonly #host: HostTransactions
  readonly #sweeping: Sweeping
  /** Origins of push services, the one served last standing last. */
  #served: readonly string[] = []

  constructor(options: {
    database: Database
    statements: NotificationStatements
    host: HostTransactions
  }) {
    this.#work = options
    this.#host = options.host
    this.#sweeping = new Sweeping(this.#work)
  }

  saveSubscription(
    subscription: NewSubscription,
    options: Parameters<NotificationStore['saveSubscription']>[1],
  ): ReturnType<NotificationStore['saveSubscription']> {
    return Devices.saveSubscription(this.#work, subscription, options)
  }

  replaceSubscription(
    id: string,
    replacement: Parameters<NotificationStore['replaceSubscription']>[1],
  ): ReturnType<NotificationStore['replaceSubscription']> {
    return Devices.replaceSubscription(this.#work, id, replacement)
  }

  removeSubscription(userId: string, endpoint: string): Promise<boolean> {
    return Devices.removeSubscription(this.#work, userId, endpoint)
  }

  subscription(id: string): Promise<Model.SubscriptionRecord | null> {
    return Devices.subscription(this.#work, id)
  }

  subscriptions(userId: string): Promise<Model.SubscriptionRecord[]> {
    return Devices.subscriptions(this.#work, userId)
  }

  async preferences(userId: string): Promise<Model.PreferencesRecord | null> {
    if (!isStorable(userId)) return null
    const { preferences } = this.#work.statements
    const [row] = await say<Rows.PreferencesRow>(this.#work, preferences, [userId])
    return row === undefined ? null : Rows.toPreferences(row)
  }

  async savePreferences(
    userId: string,
    change: Parameters<NotificationStore['savePreferences']>[1],
  ): Promise<Model.PreferencesRecord> {
    const { savePreferences } = this.#work.statements
    const params = [userId, JSON.stringify(change), JSON.stringify(DEFAULT_PREFERENCES)]
    const [row] = await say<Rows.PreferencesRow>(this.#work, savePreferences, params)
    if (row === undefined) throw new Error('The preferences were not kept.')
    return Rows.toPreferences(row)
  }

  async history(
    userId: string,
    { page, limit, kind }: Parameters<NotificationStore['history']>[1],
  ): Promise<{ notifications: Notification[]; total: number }> {
    if (!isStorable(userId)) return { notifications: [], total: 0 }
    const params = [userId, kind ?? null, limit, (page - 1) * limit]
    const [found] = await say<{ total: number; rows: KeptNotification[] }>(
      this.#work,
      this.#work.statements.history,
      params,
    )
    const { total = 0, rows = [] } = found ?? {}
    return { notifications: rows.map(notificationOf), total }
  }

  async unreadCount(userId: string): Promise<number> {
    if (!isStorable(userId)) return 0
    const [count] = await say<number>(this.#work, this.#work.statements.unreadCount, [userId])
    return count ?? 0
  }

  async notification(id: string): Promise<Notification | null> {
    if (uuidOrNull(id) === null) return null
    const { notification } = this.#work.statements
    const [row] = await say<KeptNotification>(this.#work, notification, [id])
    return row === undefined ? null : notificationOf(row)
  }

  markRead(
    userId: string,
    which: Parameters<NotificationStore['markRead']>[1],
  ): Promise<Model.ReadNotifications> {
    return Reading.markRead(this.#work, userId, which)
  }

  markChatRead(
    read: Parameters<NotificationStore['markChatRead']>[0],
  ): Promise<Model.ReadNotifications> {
    return Reading.markChatRead(this.#work, read)
  }

  enqueue(
    batch: readonly Model.NewNotification[],
    { tx }: TxOption<SqlTransaction> = {},
  ): ReturnType<NotificationStore['enqueue']> {
    const { database, statements } = this.#work
    const unit = (session: Session) => enqueue(session, statements, batch)
    if (tx) return this.#host.run(tx, unit, () => [])
    const keyed = batch.filter(({ dedupe_key }) => dedupe_key !== null)
    // Whoever has a key in a transaction of the host's is waited for, but not for ever.
    return retrying({ repeatable: keyed.length === batch.length }, () =>
      keyed.length === 0 ? unit(database) : database.transaction(unit),
    )
  }

  async collect(limit: number): Promise<number> {
    const [count] = await say<number>(this.#work, this.#work.statements.collect, [limit])
    return count ?? 0
  }

  async claimUndecided(limit: number, leaseMs: number): Promise<Model.Undecided[]> {
    const { claimUndecided } = this.#work.statements
    const params = [limit, Math.ceil(leaseMs)]
    const rows = await say<Rows.UndecidedRow>(this.#work, claimUndecided, params)
    return rows.map(Rows.toUndecided)
  }

  async decide(decisions: readonly Model.Decision[]): Promise<(Notification | null)[]> {
    if (decisions.length === 0) return []
    const params = [JSON.stringify(decisionRows(decisions))]
    const rows = await say<{ i: number; notification: KeptNotification }>(
      this.#work,
      this.#work.statements.decide,
      params,
    )
    const decided = new Map(rows.map(({ i, notification }) => [i, notification]))
    return decisions.map((_, i) => {
      const row = decided.get(i)
      return row === undefined ? null : notificationOf(row)
    })
  }

  async claimDeliveries({
    limit,
    leaseMs,
    except,
  }: Parameters<NotificationStore['claimDeliveries']>[0]): Promise<Model.DueDelivery[]> {
    const served = textArray(this.#served)
    const params = [limit, Math.ceil(leaseMs), textArray(except), served]
    const { claimDeliveries } = this.#work.statements
    const rows = await say<Rows.DueDeliveryRow>(this.#work, claimDeliveries, params)
    const now = new Set(rows.map(({ subscription }) => subscription.service))
    // Only those with something to send are remembered.
    if (now.size > 0) this.#served = [...this.#served.filter((one) => !now.has(one)), ...now]
    return rows.map(Rows.toDueDelivery)
  }

  settle(results: readonly Model.DeliveryResult[]): Promise<void> {
    return Devices.settle(this.#work, results)
  }

  createBroadcast(broadcast: Model.NewBroadcast): ReturnType<NotificationStore['createBroadcast']> {
    return Broadcasts.createBroadcast(this.#work, broadcast)
  }

  expand(limit: number): Promise<number> {
    return Broadcasts.expand(this.#work, limit)
  }

  broadcast(id: string): Promise<Model.BroadcastRecord | null> {
    return Broadcasts.broadcast(this.#work, id)
  }

  broadcasts(limit: number): Promise<Model.BroadcastRecord[]> {
    return Broadcasts.broadcasts(this.#work, limit)
  }

  cancelBroadcast(id: string): Promise<Model.BroadcastRecord | null> {
    return Broadcasts.cancelBroadcast(this.#work, id)
  }

  async explain(
    id: string,
  ): Promise<{ readonly user_id: string; readonly steps: ExplainStep[] } | null> {
    if (uuidOrNull(id) === null) return null
    const { explain } = this.#work.statements
    const [row] = await say<{ user_id: string; steps: Rows.StepRow[] }>(this.#work, explain, [id])
    return row === undefined ? null : { ...row, steps: row.steps.map(Rows.toStep) }
  }

  async stats(): Promise<Awaited<ReturnType<NotificationStore['stats']>>> {
    const { stats } = this.#work.statements
    const [row] = await say<Awaited<ReturnType<NotificationStore['stats']>>>(this.#work, stats, [])
    return row ?? { by_state: {}, by_kind: {}, subscriptions: 0 }
  }

  sweep({ keepMs }: { readonly keepMs: number }): Promise<Model.ReadNotifications[]> {
    return this.#sweeping.sweep(keepMs)
  }
}
