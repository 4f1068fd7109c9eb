import assert from 'node:assert/strict'
import { present } from '../expect'
import { send } from '../notification-scene'
import type { DeclareNotificationTest } from '../notification-suite'

/** Longer than any run. */
const LONG_MS = 24 * 3_600_000

export function notificationsSweepGroup(test: DeclareNotificationTest): void {
  test('marks read what was read and nobody told', async (scene) => {
    const [place, untouched] = [await scene.place(), await scene.place()]
    await scene.device(place.shopper)
    for (const { user, ...rest } of [place, untouched]) await scene.tell({ user, ...rest }, user)
    await scene.collect()
    const sent = await scene.sendAll()
    await scene.deliverAll()
    await scene.read(place, place.shopper, 1)
    const own = async () => {
      const healed = await scene.store.sweep({ keepMs: LONG_MS })
      return healed.filter(({ user_id }) => scene.isOwn(user_id))
    }
    const id = sent.find(({ user_id }) => user_id === place.shopper)?.id
    assert.deepEqual(await own(), [
      {
        ...{ user_id: place.shopper, notification_ids: [id] },
        ...{ tags: [place.chatId], unread_count: 0 },
      },
    ])
    assert.equal((await scene.nextDue()).purpose, 'close')
    assert.deepEqual(await own(), [])
    assert.equal(await scene.store.unreadCount(untouched.shopper), 1)
  })

  test('cancels what waits for one who has read already', async (scene) => {
    const place = await scene.place()
    await scene.tell(place, place.user)
    await scene.collect()
    const { id, ...undecided } = await scene.nextUndecided()
    await scene.read(place, place.shopper, 1)
    await scene.store.sweep({ keepMs: LONG_MS })
    assert.equal(await scene.decide(send({ id, ...undecided })), null)
    assert.equal(await scene.stateOf(id), 'cancelled')
  })

  test('drops what is too old, with all that waits for it, and keeps the rest', async (scene) => {
    const userId = scene.name('user')
    const device = await scene.device(userId)
    await scene.store.savePreferences(userId, { promotional: true })
    const shown = await scene.shown(userId, { tag: 'old' })
    const [waiting, undecided] = [
      await scene.sending(userId, { dedupe_key: 'key' }),
      await scene.lay(userId),
    ]
    const { id: broadcast } = await scene.startBroadcast([userId, scene.name('other')])
    await scene.store.expand(1)
    await scene.tick()
    await scene.store.sweep({ keepMs: LONG_MS })
    assert.equal((await scene.listed(userId)).length, 2)

    await scene.store.sweep({ keepMs: 0 })
    for (const id of [shown, waiting, undecided]) {
      assert.equal(await scene.store.notification(id), null)
      assert.equal(await scene.store.explain(id), null)
    }
    assert.deepEqual(await scene.listed(userId), [])
    assert.equal(await scene.store.unreadCount(userId), 0)
    assert.equal(await scene.store.broadcast(broadcast), null)
    assert.deepEqual(await scene.due(0), [])
    assert.deepEqual(await scene.undecided(), [])
    await scene.expand()
    assert.deepEqual(await scene.undecided(), [])
    assert.notEqual(await scene.store.subscription(device.id), null)
    assert.equal((await scene.store.preferences(userId))?.promotional, true)
    assert.ok(present(await scene.lay(userId, { dedupe_key: 'key' }), 'the id'), 'the key is free')
  })

  test('does not tell again of what was told before it was dropped', async (scene) => {
    const place = await scene.place()
    await scene.tell(place, place.user)
    await scene.collect()
    await scene.sendAll()
    await scene.tick()
    await scene.store.sweep({ keepMs: 0 })
    await scene.tell(place, place.shopper)
    await scene.collect()
    const told = await scene.undecided()
    assert.deepEqual(
      told.map(({ user_id }) => user_id),
      [place.user],
    )
  })
}
