import assert from 'node:assert/strict'
import type { NotificationStore } from '../../core/notifications/port'
import { content, type NotificationScene } from '../notification-scene'

/** Leaves notifications in every state of work; answers what must be true of the reopened store. */
export async function leaveNotifications(
  before: NotificationScene,
): Promise<(store: NotificationStore) => Promise<void>> {
  const place = await before.place()
  const userId = before.name('user')
  await before.device(userId)
  await before.store.savePreferences(userId, { quiet_hours: null, locale: 'ja' })
  const shown = await before.shown(userId)
  const sending = await before.sending(userId)
  const undecided = await before.lay(userId)
  await before.nextDue(0)
  await before.store.markRead(userId, { ids: [shown] })
  await before.startBroadcast([before.name('other')], { content: content('To all') })
  await before.tell(place, place.user)
  const history = await before.store.history(userId, { page: 1, limit: 10 })
  const subscriptions = await before.store.subscriptions(userId)
  const steps = await before.steps(shown)

  return async (store) => {
    assert.deepEqual(await store.history(userId, { page: 1, limit: 10 }), history)
    assert.equal(await store.unreadCount(userId), 1)
    assert.deepEqual(await store.subscriptions(userId), subscriptions)
    assert.equal((await store.preferences(userId))?.locale, 'ja')
    assert.deepEqual((await store.explain(shown))?.steps, steps)
    assert.equal((await store.broadcasts(1))[0]?.title, 'To all')

    const due = await store.claimDeliveries({ limit: 10, leaseMs: 1_000, except: [] })
    assert.deepEqual(
      due.map(({ claim, notification }) => [claim, notification.id]),
      [[2, sending]],
    )
    assert.equal(await store.expand(10), 1)
    assert.equal(await store.collect(10), 1)
    const waiting = await store.claimUndecided(10, 1_000)
    assert.equal(waiting.length, 3)
    assert.ok(
      waiting.some(({ id }) => id === undecided),
      'what was laid in waits still',
    )
  }
}
