import { notificationOf } from '../../../core/notifications/kept-notification'
import type {
  DeliveryResult,
  DueDelivery,
  SubscriptionRecord,
} from '../../../core/notifications/model'
import { SILENT_BUDGET } from '../../../core/notifications/port'
import { iso } from '../../../core/time'
import { factsOf } from './facts'
import { layClose, unreadCount, unreadTags } from './reading'
import { addStep, setState, type DeliveryRow, type DeviceRow, type NotificationRow } from './rows'
import type { Shelf } from './shelf'

const MOST_CLOSE_TAGS = 8

/** See `NotificationStore.claimDeliveries`. */
export function claimDeliveries(
  shelf: Shelf,
  options: { limit: number; leaseMs: number; except: readonly string[] },
): DueDelivery[] {
  const now = shelf.clock()
  const claimed: DeliveryRow[] = []
  for (const row of shelf.outgoing.due(now, options.except)) {
    if (claimed.length === options.limit) break
    row.lease_until = now + options.leaseMs
    row.claim += 1
    claimed.push(row)
  }
  return claimed.map((row) => dueDelivery(shelf, row, now))
}

function dueDelivery(shelf: Shelf, row: DeliveryRow, now: number): DueDelivery {
  const { device, notification, id, claim, purpose, urgency, expires_at } = row
  const unread = unreadTags(shelf, device.user_id)
  row.close_tags = [...device.to_close]
    .filter((tag) => tag !== notification.tag && !unread.has(tag))
    .slice(0, MOST_CLOSE_TAGS)
  return {
    ...{ id, claim, purpose, urgency, expires_at, now, close_tags: row.close_tags },
    subscription: subscriptionOf(device),
    notification: notificationOf(notification),
    void: voidOf(shelf, row, unread),
    unread_count: unreadCount(shelf, device.user_id),
  }
}

function voidOf(
  shelf: Shelf,
  { purpose, notification }: DeliveryRow,
  unread: ReadonlySet<string>,
): DueDelivery['void'] {
  const { tag, read_at, chat_id, user_id, kind } = notification
  // It would take down what has come since under the same tag.
  if (purpose === 'close') return tag !== null && unread.has(tag) ? 'cancelled' : null
  if (read_at !== null) return 'read'
  if (notification.broadcast?.is_cancelled === true) return 'cancelled'
  const chat = chat_id === null ? undefined : shelf.chats.byId(chat_id)
  if (chat === undefined) return null
  const { is_member, message } = factsOf(chat, user_id, kind)
  if (!is_member) return 'cancelled'
  if (message !== null) return null
  return (chat.members.get(user_id)?.read_seq ?? 0) >= notification.told_seq ? 'read' : 'deleted'
}

/** See `NotificationStore.settle`. */
export function settle(shelf: Shelf, result: DeliveryResult): void {
  const row = shelf.outgoing.get(result.id)
  if (row === undefined || row.claim !== result.claim) return
  const { notification, device } = row
  addStep(notification, result.step, shelf.clock())
  switch (result.outcome) {
    case 'retry':
      return shelf.outgoing.postpone(row, result.until)
    case 'sent':
      shelf.outgoing.drop(row)
      return wentOut(shelf, row)
    case 'gone':
      shelf.outgoing.drop(row)
      shelf.forget(device, 'failed')
      return shelf.end(notification, 'failed')
    case 'key_mismatch':
      shelf.outgoing.drop(row)
      device.state = 'key_mismatch'
      shelf.forgetDeliveries(device, 'failed')
      return shelf.end(notification, 'failed')
    case 'failed':
    case 'expired':
    case 'cancelled':
      shelf.outgoing.drop(row)
      if (row.purpose === 'show') shelf.end(notification, result.outcome)
  }
}

function wentOut(shelf: Shelf, { purpose, notification, device, close_tags }: DeliveryRow): void {
  const now = shelf.clock()
  device.last_used_at = iso(now)
  device.used = shelf.devices.nextUse()
  for (const tag of close_tags) forgetTag(device, tag)
  if (purpose === 'close') {
    if (notification.tag !== null) forgetTag(device, notification.tag)
    return
  }
  device.silent_left = SILENT_BUDGET
  notification.sent_at = now
  notification.looked = 0
  const isPutOff = notification.state === 'deferred' && notification.due_at !== null
  if (!isPutOff) setState(notification, 'sent')
  showed(shelf, notification, device)
}

function showed(shelf: Shelf, notification: NotificationRow, device: DeviceRow): void {
  const { tag } = notification
  if (tag === null) return
  device.shown.add(tag)
  device.to_close.delete(tag)
  // Read while it was on its way: the screen shows what is over.
  if (notification.read_at !== null) layClose(shelf, device, [notification])
}

function forgetTag(device: DeviceRow, tag: string): void {
  device.shown.delete(tag)
  device.to_close.delete(tag)
}

export function subscriptionOf(device: DeviceRow): SubscriptionRecord {
  const { used: _, silent_left: _left, shown: _shown, to_close: _close, ...rest } = device
  const { deliveries: _deliveries, ...record } = rest
  return record
}
