import assert from 'node:assert/strict'
import { newId } from '../../core/ids'
import { content, send } from '../notification-scene'
import type { DeclareNotificationTest } from '../notification-suite'

export function notificationsHistoryGroup(test: DeclareNotificationTest): void {
  test('shows a person their own, newest first, in pages', async (scene) => {
    const userId = scene.name('user')
    const ids: string[] = []
    for (let i = 0; i < 5; i++) {
      ids.unshift(await scene.sending(userId))
      await scene.tick()
    }
    await scene.sending(scene.name('other'))
    const page = async (page: number, limit: number) => {
      const { notifications, total } = await scene.store.history(userId, { page, limit })
      assert.equal(total, 5)
      return notifications.map(({ id }) => id)
    }
    assert.deepEqual(await page(1, 10), ids)
    assert.deepEqual(await page(1, 2), ids.slice(0, 2))
    assert.deepEqual(await page(3, 2), ids.slice(4))
    assert.deepEqual(await page(4, 2), [])
    const [newest] = (await scene.store.history(userId, { page: 1, limit: 1 })).notifications
    assert.deepEqual(newest, await scene.notification(ids[0] ?? ''))
    const nobody = await scene.store.history(scene.name('nobody'), { page: 1, limit: 10 })
    assert.deepEqual(nobody, { notifications: [], total: 0 })
  })

  test('shows what was called up again where it stands by now: as the newest', async (scene) => {
    const place = await scene.place()
    await scene.tell(place, place.user)
    await scene.collect()
    const [chat] = await scene.sendAll()
    await scene.tick()
    const payment = await scene.sending(place.shopper)
    assert.deepEqual(await scene.listed(place.shopper), [payment, chat?.id])
    await scene.tick()
    await scene.tell(place, place.user)
    await scene.collect()
    await scene.sendAll()
    assert.deepEqual(await scene.listed(place.shopper), [chat?.id, payment])
    const again = await scene.notification(chat?.id ?? '')
    assert.ok(again.created_at > (await scene.notification(payment)).created_at)
  })

  test('shows one kind alone when asked', async (scene) => {
    const userId = scene.name('user')
    const payment = await scene.sending(userId)
    const order = await scene.sending(userId, { kind: 'new_order' })
    const of = async (kind: 'payment' | 'new_order' | 'promotional') => {
      const found = await scene.store.history(userId, { page: 1, limit: 10, kind })
      assert.equal(found.total, found.notifications.length)
      return found.notifications.map(({ id }) => id)
    }
    assert.deepEqual(await of('payment'), [payment])
    assert.deepEqual(await of('new_order'), [order])
    assert.deepEqual(await of('promotional'), [])
  })

  test('shows and counts only what is listed, and counts what is unread', async (scene) => {
    const userId = scene.name('user')
    const undecided = await scene.lay(userId)
    assert.deepEqual(await scene.listed(userId), [])
    assert.equal(await scene.store.unreadCount(userId), 0)
    assert.equal((await scene.notification(undecided)).id, undecided)
    await scene.decide(send(await scene.nextUndecided(), { content: content('Now') }))
    const more = await scene.sending(userId)
    assert.equal(await scene.store.unreadCount(userId), 2)
    await scene.store.markRead(userId, { ids: [more] })
    assert.equal(await scene.store.unreadCount(userId), 1)
    assert.equal((await scene.listed(userId)).length, 2)
    assert.equal(await scene.store.unreadCount(scene.name('nobody')), 0)
    assert.equal(await scene.store.notification(newId()), null)
  })
}
