import assert from 'node:assert/strict'
import { present } from '../expect'
import { content, NotificationScene } from '../notification-scene'
import type { ConformanceRunner } from '../runner'
import { lacks, type StorageTarget } from '../target'
import { World } from '../world'

export function notificationsReopenGroup<Tx>(
  runner: ConformanceRunner,
  target: StorageTarget<Tx>,
): void {
  if (lacks(target.reopen)) {
    runner.it(`is left out: ${target.reopen.lacks}`, async () => {})
    return
  }

  runner.it('holds everything, and all the work that was not done', async () => {
    const world = await World.create(target)
    const before = new NotificationScene(world.database.handles)
    const place = await before.place()
    const userId = before.name('user')
    const device = await before.device(userId)
    await before.store.savePreferences(userId, { quiet_hours: null, locale: 'ja' })
    const shown = await before.shown(userId)
    const sending = await before.sending(userId)
    const undecided = await before.lay(userId)
    await before.nextDue(0)
    await before.store.markRead(userId, { ids: [shown] })
    await before.startBroadcast([before.name('other')], { content: content('To all') })
    await before.tell(place, place.user)
    const history = await before.store.history(userId, { page: 1, limit: 10 })
    const subscription = await before.subscription(device.id)
    const steps = await before.steps(shown)

    await Promise.all(world.database.handles.map((storage) => storage.close()))
    const storage = await present(world.database.reopen, 'how to reopen it').call(world.database)
    await storage.open()
    try {
      const store = new NotificationScene([storage]).store
      assert.deepEqual(await store.history(userId, { page: 1, limit: 10 }), history)
      assert.equal(await store.unreadCount(userId), 1)
      assert.deepEqual(await store.subscriptions(userId), [subscription])
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
    } finally {
      await storage.close()
      await world.database.dispose()
    }
  })
}
