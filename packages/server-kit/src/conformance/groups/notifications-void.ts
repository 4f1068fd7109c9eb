import assert from 'node:assert/strict'
import type { DueDelivery } from '../../core/notifications/model'
import { send, type NotificationScene } from '../notification-scene'
import type { Place } from '../scene'
import type { DeclareNotificationTest } from '../notification-suite'

/** A push of a chat's message that is about to go out. */
async function onItsWay(scene: NotificationScene): Promise<{ place: Place; seq: number }> {
  const place = await scene.place()
  await scene.device(place.shopper)
  const { seq } = await scene.tell(place, place.user)
  await scene.collect()
  await scene.decide(send(await scene.nextUndecided()))
  return { place, seq }
}

/** Back in the queue at once. */
function again(scene: NotificationScene, due: DueDelivery): Promise<void> {
  return scene.settle(due, { outcome: 'retry', until: due.now - 1 })
}

/** What has lost its point while it waited. */
export function notificationsVoidGroup(test: DeclareNotificationTest): void {
  test('says that it was read while a worker had it', async (scene) => {
    const userId = scene.name('user')
    await scene.device(userId)
    const id = await scene.sending(userId)
    const due = await scene.nextDue()
    await scene.store.markRead(userId, { ids: [id] })
    await again(scene, due)
    const voided = await scene.nextDue()
    assert.deepEqual([voided.id, voided.void], [due.id, 'read'])
    await scene.settle(voided, { outcome: 'cancelled' })
    assert.equal(await scene.stateOf(id), 'cancelled')
  })

  test('says that the chat was read, before anybody marked the notification', async (scene) => {
    const { place, seq } = await onItsWay(scene)
    assert.equal((await scene.nextDue(0)).void, null)
    await scene.read(place, place.shopper, seq)
    assert.equal((await scene.nextDue()).void, 'read')
  })

  test('says that the message was deleted', async (scene) => {
    const { place, seq } = await onItsWay(scene)
    const message = (await scene.log(place)).find((one) => one.seq === seq)
    await scene.erase(place, message?.id ?? '')
    const due = await scene.nextDue()
    assert.equal(due.void, 'deleted')
    await scene.settle(due, { outcome: 'cancelled' })
    assert.equal(await scene.stateOf(due.notification.id), 'cancelled')
  })

  test('is not void while one of its messages is left', async (scene) => {
    const place = await scene.place()
    await scene.device(place.shopper)
    const first = await scene.tell(place, place.user)
    const second = await scene.tell(place, place.user)
    await scene.collect()
    await scene.decide(send(await scene.nextUndecided()))
    await scene.erase(place, second.id)
    assert.equal((await scene.nextDue(0)).void, null)
    await scene.read(place, place.shopper, first.seq)
    assert.notEqual((await scene.nextDue()).void, null)
  })

  test('says that the person is in the chat no more', async (scene) => {
    const { place } = await onItsWay(scene)
    await scene.remove(place, place.shopper)
    assert.equal((await scene.nextDue()).void, 'cancelled')
  })

  test('says that the broadcast was cancelled', async (scene) => {
    const userId = scene.name('user')
    await scene.device(userId)
    const { id } = await scene.startBroadcast([userId])
    await scene.expand()
    await scene.sendAll()
    const due = await scene.nextDue()
    await scene.store.cancelBroadcast(id)
    await again(scene, due)
    assert.equal((await scene.nextDue()).void, 'cancelled')
  })
}
