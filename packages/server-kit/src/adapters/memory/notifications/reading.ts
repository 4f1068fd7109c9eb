import type { ReadNotifications } from '../../../core/notifications/model'
import type { DeviceRow, NotificationRow } from './rows'
import { openKey } from './collecting'
import type { Shelf } from './shelf'

const CLOSE_MS = 60 * 60 * 1_000

export function ownOf(shelf: Shelf, userId: string): readonly NotificationRow[] {
  return shelf.ofUser.get(userId) ?? []
}

export function unreadCount(shelf: Shelf, userId: string): number {
  return ownOf(shelf, userId).filter((row) => row.listed && row.read_at === null).length
}

export function unreadTags(shelf: Shelf, userId: string): Set<string> {
  const unread = ownOf(shelf, userId).filter((row) => row.listed && row.read_at === null)
  return new Set(unread.flatMap(({ tag }) => tag ?? []))
}

/** Marks these notifications of one person read, with all that follows. */
export function markRows(
  shelf: Shelf,
  userId: string,
  rows: readonly NotificationRow[],
): ReadNotifications {
  const now = shelf.clock()
  const fresh = rows.filter(({ read_at }) => read_at === null)
  for (const row of fresh) {
    row.read_at = now
    if (row.chat_id !== null) shelf.open.delete(openKey(userId, row.chat_id, row.kind))
    shelf.cancelWaiting(row, 'read')
  }
  const unread = unreadTags(shelf, userId)
  for (const device of shelf.devices.of(userId)) {
    const shown = fresh.filter(
      ({ tag }) => tag !== null && device.shown.has(tag) && !unread.has(tag),
    )
    if (shown.length > 0) layClose(shelf, device, shown)
  }
  // What nobody has seen is nobody's news.
  const listed = fresh.filter((row) => row.listed)
  return {
    user_id: userId,
    notification_ids: listed.map(({ id }) => id),
    tags: [...new Set(listed.flatMap(({ tag }) => tag ?? []))].filter((tag) => !unread.has(tag)),
    unread_count: unreadCount(shelf, userId),
  }
}

/** One silent push takes down all of them; without budget the next that shows something does. */
export function layClose(shelf: Shelf, device: DeviceRow, rows: readonly NotificationRow[]): void {
  for (const { tag } of rows) if (tag !== null) device.to_close.add(tag)
  const [first] = rows
  if (first === undefined || !device.allows_silent || device.silent_left === 0) return
  const now = shelf.clock()
  // What one that waits takes down is looked up when it goes out.
  if ([...device.deliveries].some((d) => d.purpose === 'close' && d.lease_until <= now)) return
  device.silent_left -= 1
  shelf.deliver({
    ...{ purpose: 'close', notification: first, device, urgency: 'low' },
    expires_at: now + CLOSE_MS,
  })
}

export function isReadInChat(row: NotificationRow, chatId: string, readSeq: number): boolean {
  return row.chat_id === chatId && row.read_at === null && row.told_seq <= readSeq
}
