import { newId } from '../../../core/ids'
import type { PreferencesRecord } from '../../../core/notifications/model'
import type { ChatIndex } from '../chat-index'
import {
  addStep,
  setState,
  type BroadcastRow,
  type DeliveryRow,
  type DeviceRow,
  type NotificationRow,
} from './rows'

/** Everything kept about notifications, by what it is asked for by. */
export class Shelf {
  readonly chats: ChatIndex
  readonly clock: () => number
  readonly notifications = new Map<string, NotificationRow>()
  /** Oldest first. */
  readonly ofUser = new Map<string, NotificationRow[]>()
  readonly byDedupeKey = new Map<string, NotificationRow>()
  /** The unread one of a person, a chat and a kind. */
  readonly open = new Map<string, NotificationRow>()
  /** With a `due_at`. */
  readonly undecided = new Set<NotificationRow>()
  readonly deliveries = new Map<string, DeliveryRow>()
  /** By origin of the push service. */
  readonly queues = new Map<string, Set<DeliveryRow>>()
  readonly devices = new Map<string, DeviceRow>()
  readonly preferences = new Map<string, PreferencesRecord>()
  readonly broadcasts = new Map<string, BroadcastRow>()
  /** Up to which number a member was told of a chat. */
  readonly told = new Map<string, number>()
  #uses = 0

  constructor(chats: ChatIndex, clock: () => number) {
    this.chats = chats
    this.clock = clock
  }

  nextUse(): number {
    return ++this.#uses
  }

  devicesOf(userId: string): DeviceRow[] {
    return [...this.devices.values()].filter(({ user_id }) => user_id === userId)
  }

  add(given: Omit<NotificationRow, keyof typeof fresh | 'created_at' | 'due_at'>): NotificationRow {
    const now = this.clock()
    const row: NotificationRow = { ...fresh, ...given, steps: [], created_at: now, due_at: now }
    this.notifications.set(row.id, row)
    const own = this.ofUser.get(row.user_id)
    if (own === undefined) this.ofUser.set(row.user_id, [row])
    else own.push(row)
    this.undecided.add(row)
    if (row.broadcast !== null) {
      const { counts, rows } = row.broadcast
      counts.set(row.state, (counts.get(row.state) ?? 0) + 1)
      rows.push(row)
    }
    return row
  }

  decideAt(row: NotificationRow, due: number | null): void {
    row.due_at = due
    if (due === null) this.undecided.delete(row)
    else this.undecided.add(row)
  }

  deliver(
    given: Pick<DeliveryRow, 'purpose' | 'notification' | 'device' | 'urgency' | 'expires_at'>,
  ): void {
    const delivery: DeliveryRow = {
      ...given,
      ...{ id: newId(), due_at: this.clock(), lease_until: 0, claim: 0, close_tags: [] },
    }
    this.deliveries.set(delivery.id, delivery)
    const queue = this.queues.get(given.device.service)
    if (queue === undefined) this.queues.set(given.device.service, new Set([delivery]))
    else queue.add(delivery)
  }

  drop(delivery: DeliveryRow): void {
    this.deliveries.delete(delivery.id)
    for (const [origin, queue] of this.queues) {
      if (queue.delete(delivery) && queue.size === 0) this.queues.delete(origin)
    }
  }

  deliveriesOf(row: NotificationRow): DeliveryRow[] {
    return [...this.deliveries.values()].filter(({ notification }) => notification === row)
  }

  /** Pushes that no worker has in hand. */
  cancelWaiting(row: NotificationRow, why: string): void {
    const now = this.clock()
    const wasUndecided = row.due_at !== null
    if (wasUndecided) row.claim += 1
    this.decideAt(row, null)
    const shows = this.deliveriesOf(row).filter(({ purpose }) => purpose === 'show')
    const waiting = shows.filter(({ lease_until }) => lease_until <= now)
    for (const delivery of waiting) this.drop(delivery)
    if (!wasUndecided && waiting.length === 0) return
    addStep(row, { step: 'cancel', outcome: why }, now)
    if (shows.length === waiting.length) {
      setState(row, row.sent_at === null ? 'cancelled' : 'sent')
    }
  }

  /** When the last push of a notification is over and none went out, it ends as that push ended. */
  end(row: NotificationRow, state: 'failed' | 'cancelled' | 'expired'): void {
    if (row.state !== 'pending' || row.due_at !== null) return
    if (this.deliveriesOf(row).some(({ purpose }) => purpose === 'show')) return
    setState(row, row.sent_at === null ? state : 'sent')
  }

  forget(device: DeviceRow, state: 'failed' | 'cancelled'): void {
    this.devices.delete(device.id)
    this.forgetDeliveries(device, state)
  }

  forgetDeliveries(device: DeviceRow, state: 'failed' | 'cancelled'): void {
    const waiting = [...this.deliveries.values()].filter((one) => one.device === device)
    for (const delivery of waiting) this.drop(delivery)
    for (const { notification } of waiting) this.end(notification, state)
  }
}

const fresh = {
  state: 'pending',
  listed: false,
  count: 1,
  told_seq: 0,
  read_at: null,
  sent_at: null,
  lease_until: 0,
  claim: 0,
  is_called_again: false,
  looked: 0,
  steps: [],
} satisfies Partial<NotificationRow>
