import type { ReadNotifications } from '../../../core/notifications/model'
import { openKey } from './collecting'
import { isReadInChat, markRows } from './reading'
import type { NotificationRow } from './rows'
import type { Shelf } from './shelf'

const MOST_HEALED = 500

/** See `NotificationStore.sweep`. */
export function sweep(shelf: Shelf, keepMs: number): ReadNotifications[] {
  const oldest = shelf.clock() - keepMs
  for (const row of shelf.notifications.values()) if (row.created_at < oldest) remove(shelf, row)
  for (const [id, { created_at }] of shelf.broadcasts) {
    if (created_at < oldest) shelf.broadcasts.delete(id)
  }

  const missed = [...shelf.open.values()].filter((row) => isReadUntold(shelf, row))
  const healed = missed.slice(0, MOST_HEALED)
  const people = [...new Set(healed.map(({ user_id }) => user_id))]
  return people.map((userId) =>
    markRows(
      shelf,
      userId,
      healed.filter(({ user_id }) => user_id === userId),
    ),
  )
}

function isReadUntold(shelf: Shelf, row: NotificationRow): boolean {
  const chat = row.chat_id === null ? undefined : shelf.chats.byId(row.chat_id)
  const readSeq = chat?.members.get(row.user_id)?.read_seq
  return chat !== undefined && readSeq !== undefined && isReadInChat(row, chat.id, readSeq)
}

function remove(shelf: Shelf, row: NotificationRow): void {
  shelf.notifications.delete(row.id)
  shelf.decideAt(row, null)
  for (const delivery of [...row.deliveries]) shelf.outgoing.drop(delivery)
  const own = shelf.ofUser.get(row.user_id)?.filter((one) => one !== row) ?? []
  if (own.length > 0) shelf.ofUser.set(row.user_id, own)
  else shelf.ofUser.delete(row.user_id)
  forgetTag(shelf, row, own)
  if (row.dedupe_key !== null) {
    shelf.byDedupeKey.delete(JSON.stringify([row.user_id, row.dedupe_key]))
  }
  if (row.chat_id !== null) {
    const key = openKey(row.user_id, row.chat_id, row.kind)
    if (shelf.open.get(key) === row) shelf.open.delete(key)
  }
}

/** What is forgotten is never closed. */
function forgetTag(shelf: Shelf, { user_id, tag }: NotificationRow, left: NotificationRow[]): void {
  if (tag === null || left.some((row) => row.tag === tag)) return
  for (const device of shelf.devices.of(user_id)) {
    device.shown.delete(tag)
    device.to_close.delete(tag)
  }
}
