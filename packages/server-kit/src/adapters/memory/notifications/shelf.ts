import { newId } from '../../../core/ids'
import type { PreferencesRecord } from '../../../core/notifications/model'
import type { ChatIndex } from '../chat-index'
import { DeviceShelf } from './device-shelf'
import { Outgoing } from './outgoing'
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
  readonly outgoing = new Outgoing()
  readonly devices = new DeviceShelf()
  readonly preferences = new Map<string, PreferencesRecord>()
  readonly broadcasts = new Map<string, BroadcastRow>()
  /** Up to which number a member was told of a chat. */
  readonly told = new Map<string, number>()

  constructor(chats: ChatIndex, clock: () => number) {
    this.chats = chats
    this.clock = clock
  }

  add(given: GivenRow): NotificationRow {
    const now = this.clock()
    const row: NotificationRow = {
      ...{ ...fresh, ...given },
      ...{ steps: [], deliveries: new Set(), created_at: now, due_at: now },
    }
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

  /** It has news: in the list it stands where one made now would. */
  renew(row: NotificationRow): void {
    const own = this.ofUser.get(row.user_id)
    if (own === undefined) return
    row.created_at = Math.max(row.created_at, this.clock())
    own.splice(own.indexOf(row), 1)
    own.push(row)
  }

  decideAt(row: NotificationRow, due: number | null): void {
    row.due_at = due
    if (due === null) this.undecided.delete(row)
    else this.undecided.add(row)
  }

  deliver(
    given: Pick<DeliveryRow, 'purpose' | 'notification' | 'device' | 'urgency' | 'expires_at'>,
  ): void {
    this.outgoing.add({
      ...given,
      ...{ id: newId(), service: given.device.service, due_at: this.clock() },
      ...{ lease_until: 0, claim: 0, close_tags: [] },
    })
  }

  /** What no worker has in hand; every claim on what was to be decided is stale from now on. */
  cancelWaiting(row: NotificationRow, why: string): void {
    const now = this.clock()
    const wasUndecided = row.due_at !== null
    if (wasUndecided) row.claim += 1
    this.decideAt(row, null)
    const shows = showsOf(row)
    const waiting = shows.filter(({ lease_until }) => lease_until <= now)
    for (const delivery of waiting) this.outgoing.drop(delivery)
    if (!wasUndecided && waiting.length === 0) return
    addStep(row, { step: 'cancel', outcome: why }, now)
    if (shows.length > waiting.length) setState(row, 'pending')
    else setState(row, row.sent_at === null ? 'cancelled' : 'sent')
  }

  /** When the last push of a notification is over and none went out, it ends as that push ended. */
  end(row: NotificationRow, state: 'failed' | 'cancelled' | 'expired'): void {
    if (row.state !== 'pending' || row.due_at !== null || showsOf(row).length > 0) return
    setState(row, row.sent_at === null ? state : 'sent')
  }

  forget(device: DeviceRow, state: 'failed' | 'cancelled'): void {
    this.devices.remove(device)
    this.forgetDeliveries(device, state)
  }

  forgetDeliveries(device: DeviceRow, state: 'failed' | 'cancelled'): void {
    const waiting = [...device.deliveries]
    for (const delivery of waiting) this.outgoing.drop(delivery)
    for (const { notification } of waiting) this.end(notification, state)
  }
}

export function showsOf(row: NotificationRow): DeliveryRow[] {
  return [...row.deliveries].filter(({ purpose }) => purpose === 'show')
}

/** What whoever lays a notification in says of it. */
type GivenRow = Omit<
  NotificationRow,
  keyof typeof fresh | 'created_at' | 'due_at' | 'steps' | 'deliveries'
>

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
} satisfies Partial<NotificationRow>
