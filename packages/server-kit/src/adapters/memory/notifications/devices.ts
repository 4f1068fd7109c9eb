import { DEFAULT_PREFERENCES, type PreferencesRecord } from '../../../core/notifications/model'
import type { NewSubscription, NotificationStore } from '../../../core/notifications/port'
import { SILENT_BUDGET } from '../../../core/notifications/port'
import { iso } from '../../../core/time'
import { frozenCopy } from '../frozen-copy'
import type { DeviceRow } from './rows'
import type { Shelf } from './shelf'

type Save = NotificationStore['saveSubscription']
type Replace = NotificationStore['replaceSubscription']

export function saveSubscription(
  shelf: Shelf,
  given: NewSubscription,
  { most, mayMove }: Parameters<Save>[1],
): Awaited<ReturnType<Save>> {
  const stored = shelf.devices.at(given.endpoint)
  if (stored !== undefined && stored.user_id === given.user_id) {
    renew(shelf, stored, given)
    return { outcome: 'saved', id: stored.id }
  }
  if (stored !== undefined) {
    const isSameBrowser = stored.p256dh === given.p256dh && stored.auth === given.auth
    if (!isSameBrowser || !mayMove(stored.id)) return { outcome: 'taken' }
    shelf.forget(stored, 'cancelled')
  }
  shelf.devices.add(made(shelf, given))
  const own = shelf.devices.of(given.user_id).sort((a, b) => b.used - a.used)
  for (const device of own.slice(most)) shelf.forget(device, 'cancelled')
  return { outcome: 'saved', id: given.id }
}

export function replaceSubscription(
  shelf: Shelf,
  id: string,
  given: Parameters<Replace>[1],
): Awaited<ReturnType<Replace>> {
  const device = shelf.devices.get(id)
  if (device === undefined) return { outcome: 'not_found' }
  const other = shelf.devices.at(given.endpoint)
  if (other !== undefined && other.user_id !== device.user_id) return { outcome: 'taken' }
  if (other !== undefined && other !== device) {
    shelf.forget(device, 'cancelled')
    renew(shelf, other, given)
    return { outcome: 'saved', id: other.id }
  }
  renew(shelf, device, given)
  return { outcome: 'saved', id }
}

export function savePreferences(
  shelf: Shelf,
  userId: string,
  change: Parameters<NotificationStore['savePreferences']>[1],
): PreferencesRecord {
  const before = shelf.preferences.get(userId) ?? DEFAULT_PREFERENCES
  const given = Object.fromEntries(Object.entries(change).filter(([, v]) => v !== undefined))
  const { quiet_hours, ...rest }: PreferencesRecord = { ...before, ...given }
  const after = frozenCopy({
    ...rest,
    ...(quiet_hours !== null && quiet_hours !== undefined && { quiet_hours }),
  })
  shelf.preferences.set(userId, after)
  return after
}

function renew(shelf: Shelf, device: DeviceRow, given: Omit<NewSubscription, 'id' | 'user_id'>) {
  const { endpoint, p256dh, auth, service, allows_silent, key_hash, origin, locale } = given
  const now = { p256dh, auth, service, allows_silent, key_hash, origin, locale }
  shelf.devices.move(device, endpoint)
  Object.assign(device, now, { state: 'active', used: shelf.devices.nextUse() })
  shelf.outgoing.move(device)
}

function made(shelf: Shelf, given: NewSubscription): DeviceRow {
  return {
    ...given,
    ...{ state: 'active', created_at: iso(shelf.clock()), last_used_at: null },
    ...{ used: shelf.devices.nextUse(), silent_left: SILENT_BUDGET },
    ...{ shown: new Set(), to_close: new Set(), deliveries: new Set() },
  }
}
