import assert from 'node:assert/strict'
import { newId } from '../../core/ids'
import { expectOutcome, expectTime } from '../expect'
import type { DeclareNotificationTest } from '../notification-suite'

export function notificationsSubscriptionsGroup(test: DeclareNotificationTest): void {
  test('keeps what a browser handed over, oldest first', async (scene) => {
    const userId = scene.name('user')
    const phone = await scene.device(userId, { origin: 'https://app.test', locale: 'ja' })
    const tablet = await scene.device(userId, { allows_silent: false })
    await scene.device(scene.name('other'))
    const own = await scene.store.subscriptions(userId)
    assert.deepEqual(
      own.map(({ created_at: _, ...record }) => record),
      [phone, tablet].map((given) => ({ ...given, state: 'active', last_used_at: null })),
    )
    for (const { created_at } of own) expectTime(created_at, 'created_at')
    assert.deepEqual(await scene.subscription(phone.id), own[0])
    assert.equal(await scene.store.subscription(newId()), null)
    assert.deepEqual(await scene.store.subscriptions(scene.name('nobody')), [])
  })

  test('renews an endpoint of the same person under its id', async (scene) => {
    const userId = scene.name('user')
    const first = await scene.device(userId)
    const { created_at } = await scene.subscription(first.id)
    const keys = { p256dh: 'other', auth: 'other', key_hash: 'other-key' }
    const about = { origin: 'https://app.test', locale: 'en', allows_silent: false }
    const again = { ...first, ...keys, ...about, id: newId() }
    assert.equal(await scene.subscribe(again), first.id)
    const state = { state: 'active', created_at, last_used_at: null }
    assert.deepEqual(await scene.store.subscriptions(userId), [
      { ...again, id: first.id, ...state },
    ])
    assert.equal(await scene.store.subscription(again.id), null)
  })

  test('moves an endpoint to another person with the same keys and a yes for the stored id', async (scene) => {
    const [from, to] = [scene.name('from'), scene.name('to')]
    const old = await scene.device(from)
    const waiting = await scene.sending(from)
    const asked: string[] = []
    const move = (says: boolean, given = {}) =>
      scene.store.saveSubscription(
        { ...old, id: newId(), user_id: to, ...given },
        {
          most: 20,
          mayMove(storedId) {
            asked.push(storedId)
            return says
          },
        },
      )
    expectOutcome(await move(false), 'taken')
    expectOutcome(await move(true, { p256dh: 'other' }), 'taken')
    expectOutcome(await move(true, { auth: 'other' }), 'taken')
    assert.equal((await scene.subscription(old.id)).user_id, from)

    const { id } = expectOutcome(await move(true), 'saved')
    assert.notEqual(id, old.id)
    assert.ok(
      asked.every((storedId) => storedId === old.id),
      'it asks about the stored one',
    )
    assert.deepEqual(await scene.store.subscriptions(from), [])
    assert.equal(await scene.store.subscription(old.id), null)
    assert.equal((await scene.subscription(id)).user_id, to)
    assert.deepEqual(await scene.due(), [], 'what waited for it goes')
    assert.equal(await scene.stateOf(waiting), 'cancelled')
  })

  test('lets the ones go whose last use is longest ago', async (scene) => {
    const userId = scene.name('user')
    const made = async () => {
      const device = await scene.device(userId)
      await scene.tick()
      return device
    }
    const [pushed, renewed, idle, newest] = [await made(), await made(), await made(), await made()]
    await scene.sending(userId)
    for (const due of await scene.due()) {
      const isPushed = due.subscription.id === pushed.id
      await scene.settle(due, { outcome: isPushed ? 'sent' : 'failed' })
    }
    await scene.tick()
    assert.equal(await scene.subscribe({ ...renewed, id: newId() }, 4), renewed.id)
    assert.equal((await scene.store.subscriptions(userId)).length, 4)
    await scene.tick()
    const extra = scene.newDevice(userId)
    await scene.subscribe(extra, 4)
    const left = new Set((await scene.store.subscriptions(userId)).map(({ id }) => id))
    assert.deepEqual(left, new Set([pushed.id, renewed.id, newest.id, extra.id]))
    await scene.subscribe(scene.newDevice(userId), 2)
    assert.equal((await scene.store.subscriptions(userId)).length, 2)
    assert.equal(await scene.store.subscription(idle.id), null)
  })

  test('takes a new address under the same id, and sends what waits there', async (scene) => {
    const userId = scene.name('user')
    const device = await scene.device(userId)
    await scene.sending(userId)
    const {
      id: _id,
      user_id: _user,
      ...replacement
    } = scene.newDevice(userId, {
      service: 'https://elsewhere.example.test',
      key_hash: 'new-key',
      p256dh: 'new',
    })
    const replaced = await scene.store.replaceSubscription(device.id, replacement)
    assert.deepEqual(replaced, { outcome: 'saved', id: device.id })
    const [stored, ...more] = await scene.store.subscriptions(userId)
    assert.deepEqual(more, [])
    assert.deepEqual({ ...stored, ...replacement }, stored)
    assert.deepEqual(await scene.due(0, ['https://elsewhere.example.test']), [])
    assert.deepEqual((await scene.nextDue()).subscription, stored)
  })

  test('is active again with a new address', async (scene) => {
    const userId = scene.name('user')
    const device = await scene.device(userId)
    await scene.sending(userId)
    await scene.settle(await scene.nextDue(), { outcome: 'key_mismatch' })
    assert.equal((await scene.subscription(device.id)).state, 'key_mismatch')
    const { id: _id, user_id: _user, ...replacement } = scene.newDevice(userId)
    await scene.store.replaceSubscription(device.id, replacement)
    assert.equal((await scene.subscription(device.id)).state, 'active')
  })

  test('gives a new address up to the row that has it, of the same person alone', async (scene) => {
    const [userId, other] = [scene.name('user'), scene.name('other')]
    const [one, two] = [await scene.device(userId), await scene.device(userId)]
    const foreign = await scene.device(other)
    const replace = (id: string, { endpoint }: Device) => {
      const { id: _id, user_id: _user, ...rest } = scene.newDevice(userId, { endpoint })
      return scene.store.replaceSubscription(id, rest)
    }
    expectOutcome(await replace(newId(), two), 'not_found')
    expectOutcome(await replace(one.id, foreign), 'taken')
    assert.equal((await scene.store.subscriptions(userId)).length, 2)
    assert.deepEqual(await replace(one.id, two), { outcome: 'saved', id: two.id })
    const left = await scene.store.subscriptions(userId)
    assert.deepEqual(
      left.map(({ id }) => id),
      [two.id],
    )
  })

  test('removes one of the person’s own, with what waits for it', async (scene) => {
    const [userId, other] = [scene.name('user'), scene.name('other')]
    const [one, two] = [await scene.device(userId), await scene.device(userId)]
    const id = await scene.sending(userId)
    const remove = (who: string, { endpoint }: Device) =>
      scene.store.removeSubscription(who, endpoint)
    assert.equal(await remove(other, one), false)
    assert.equal((await scene.store.subscriptions(userId)).length, 2)
    assert.equal(await remove(userId, one), true)
    assert.equal(await remove(userId, one), false)
    assert.equal(await scene.stateOf(id), 'pending')
    assert.equal((await scene.nextDue(0)).subscription.id, two.id)
    assert.equal(await remove(userId, two), true)
    assert.equal(await scene.stateOf(id), 'cancelled')
    assert.deepEqual(await scene.due(), [])
  })
}

interface Device {
  readonly id: string
  readonly endpoint: string
}
