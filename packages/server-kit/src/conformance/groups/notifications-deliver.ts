import assert from 'node:assert/strict'
import { HELD_MS, KEY, send, type NotificationScene } from '../notification-scene'
import type { DeclareNotificationTest } from '../notification-suite'

export function notificationsDeliverGroup(test: DeclareNotificationTest): void {
  test('is sent with the first push that went out', async (scene) => {
    const userId = scene.name('user')
    await scene.device(userId)
    await scene.device(userId)
    const id = await scene.sending(userId)
    const [one, two] = await scene.due()
    assert.ok(one !== undefined && two !== undefined, 'each device has one')
    await scene.settle(one, { outcome: 'sent' })
    const { state, sent_at } = await scene.notification(id)
    assert.equal(state, 'sent')
    assert.equal((await scene.subscription(one.subscription.id)).last_used_at, sent_at)
    assert.equal((await scene.subscription(two.subscription.id)).last_used_at, null)
    await scene.settle(two, { outcome: 'failed' })
    assert.equal(await scene.stateOf(id), 'sent')
  })

  for (const outcome of ['failed', 'expired', 'cancelled'] as const) {
    test(`is ${outcome} when the last push ended so and none went out`, async (scene) => {
      const userId = scene.name('user')
      await scene.device(userId)
      await scene.device(userId)
      const id = await scene.sending(userId)
      const [one, two] = await scene.due()
      assert.ok(one !== undefined && two !== undefined, 'each device has one')
      await scene.settle(one, { outcome: 'failed' })
      assert.equal(await scene.stateOf(id), 'pending')
      await scene.settle(two, { outcome })
      assert.equal(await scene.stateOf(id), outcome)
      assert.equal((await scene.notification(id)).sent_at, undefined)
      assert.deepEqual(await scene.due(0), [])
      assert.deepEqual(await scene.listed(userId), [id])
    })
  }

  test('tries again when it is told to', async (scene) => {
    const userId = scene.name('user')
    await scene.device(userId)
    const id = await scene.sending(userId)
    const first = await scene.nextDue()
    await scene.settle(first, { outcome: 'retry', until: first.now - 1 })
    const second = await scene.nextDue()
    assert.deepEqual([second.id, second.claim], [first.id, 2])
    await scene.settle(second, { outcome: 'retry', until: second.now + 3_600_000 })
    assert.deepEqual(await scene.due(0), [])
    assert.equal(await scene.stateOf(id), 'pending')
  })

  test('forgets a device that is gone, with everything that waits for it', async (scene) => {
    const userId = scene.name('user')
    const dead = await scene.device(userId)
    const [first, second] = [await scene.sending(userId), await scene.sending(userId)]
    const alive = await scene.device(userId)
    const third = await scene.sending(userId)
    const due = (await scene.due()).find(({ notification }) => notification.id === first)
    await scene.settle(due ?? { id: '', claim: 0 }, { outcome: 'gone' })
    assert.equal(await scene.store.subscription(dead.id), null)
    assert.deepEqual(
      (await scene.store.subscriptions(userId)).map(({ id }) => id),
      [alive.id],
    )
    assert.equal(await scene.stateOf(first), 'failed')
    assert.equal(await scene.stateOf(second), 'failed')
    assert.equal(await scene.stateOf(third), 'pending')
  })

  test('marks a device of another key, and sends it nothing more', async (scene) => {
    const userId = scene.name('user')
    const device = await scene.device(userId)
    const [first, second] = [await scene.sending(userId), await scene.sending(userId)]
    const due = (await scene.due()).find(({ notification }) => notification.id === first)
    await scene.settle(due ?? { id: '', claim: 0 }, { outcome: 'key_mismatch' })
    assert.equal((await scene.subscription(device.id)).state, 'key_mismatch')
    assert.equal(await scene.stateOf(first), 'failed')
    assert.equal(await scene.stateOf(second), 'failed')
    const third = await scene.sending(userId)
    assert.equal(await scene.stateOf(third), 'suppressed')
    await scene.subscribe({ ...device, key_hash: KEY })
    assert.equal((await scene.subscription(device.id)).state, 'active')
  })

  test('takes from each push service in turn', async (scene) => {
    await scene.due()
    const busy = 'https://busy.example.test'
    const quiet = ['https://a.example.test', 'https://b.example.test']
    for (let i = 0; i < 12; i++) await deviceOf(scene, busy)
    for (const service of quiet) await deviceOf(scene, service)
    await scene.sendAll()
    const claim = async (limit: number, except: readonly string[] = []) => {
      const due = await scene.store.claimDeliveries({ limit, leaseMs: HELD_MS, except })
      return due.map(({ subscription }) => subscription.service).sort()
    }
    assert.deepEqual(await claim(3), [...quiet, busy].sort())
    assert.deepEqual(await claim(5, [busy]), [])
    for (const service of quiet) await deviceOf(scene, service)
    await scene.sendAll()
    assert.deepEqual(await claim(5, [busy, quiet[0] ?? '']), quiet.slice(1))
    assert.deepEqual(await claim(100), [...quiet.slice(0, 1), ...Array<string>(11).fill(busy)])
  })

  test('says how much is unread, for the badge', async (scene) => {
    const userId = scene.name('user')
    await scene.device(userId)
    await scene.sending(userId)
    const read = await scene.sending(userId)
    await scene.sending(userId)
    await scene.store.markRead(userId, { ids: [read] })
    const due = await scene.due()
    assert.deepEqual(
      due.map(({ unread_count }) => unread_count),
      [2, 2],
    )
  })

  test('stays deferred when a push goes out that was on its way before', async (scene) => {
    const place = await scene.place()
    await scene.device(place.shopper)
    await scene.tell(place, place.user)
    await scene.collect()
    const first = await scene.nextUndecided()
    await scene.decide(send(first))
    const onItsWay = await scene.nextDue()
    await scene.tell(place, place.user)
    await scene.collect()
    const { id, claim, now } = await scene.nextUndecided()
    const until = now + 3_600_000
    const burst = { because: 'burst', content: null, count: 2, until } as const
    await scene.decide({ id, claim, steps: [], outcome: 'defer', ...burst })
    await scene.settle(onItsWay, { outcome: 'sent' })
    const { state, sent_at } = await scene.notification(id)
    assert.equal(state, 'deferred')
    assert.notEqual(sent_at, undefined)
  })
}

/** A person with one device, whom a notification waits for. */
async function deviceOf(scene: NotificationScene, service: string): Promise<void> {
  const userId = scene.name('user')
  await scene.device(userId, { service })
  await scene.lay(userId)
}
