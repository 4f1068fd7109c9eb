import assert from 'node:assert/strict'
import { newId } from '../../core/ids'
import { expectTime, present } from '../expect'
import { HELD_MS, send, type NotificationScene } from '../notification-scene'
import type { Place } from '../scene'
import type { DeclareNotificationTest } from '../notification-suite'

export function notificationsReadGroup(test: DeclareNotificationTest): void {
  test('marks a person’s own, once, and tells what that changed', async (scene) => {
    const [userId, other] = [scene.name('user'), scene.name('other')]
    const [a, b, c] = [
      await scene.sending(userId, { tag: 'a' }),
      await scene.sending(userId, { tag: 'b' }),
      await scene.sending(userId),
    ]
    const theirs = await scene.sending(other)
    const { notification_ids, tags, ...rest } = await scene.store.markRead(userId, {
      ids: [a, c, theirs, newId()],
    })
    assert.deepEqual(new Set(notification_ids), new Set([a, c]))
    assert.deepEqual(tags, ['a'])
    assert.deepEqual(rest, { user_id: userId, unread_count: 1 })
    const { read_at } = await scene.notification(a)
    expectTime(read_at, 'read_at')
    assert.equal((await scene.notification(b)).read_at, undefined)
    assert.equal((await scene.notification(theirs)).read_at, undefined)
    await scene.tick()
    const nothing = { user_id: userId, notification_ids: [], tags: [], unread_count: 1 }
    assert.deepEqual(await scene.store.markRead(userId, { ids: [a] }), nothing)
    assert.equal((await scene.notification(a)).read_at, read_at)
    assert.equal((await scene.listed(userId)).length, 3)
  })

  test('marks everything that is listed, and leaves what nobody sees yet', async (scene) => {
    const userId = scene.name('user')
    const seen = [await scene.sending(userId), await scene.sending(userId)]
    const hidden = await scene.lay(userId)
    const read = await scene.store.markRead(userId, { all: true })
    assert.deepEqual(new Set(read.notification_ids), new Set(seen))
    assert.equal(read.unread_count, 0)
    assert.equal((await scene.notification(hidden)).read_at, undefined)
    assert.equal((await scene.nextUndecided()).id, hidden)
  })

  test('leaves out tags of what is still unread', async (scene) => {
    const userId = scene.name('user')
    const [first, second] = [
      await scene.sending(userId, { tag: 'order' }),
      await scene.sending(userId, { tag: 'order' }),
    ]
    const tags = async (id: string) => (await scene.store.markRead(userId, { ids: [id] })).tags
    assert.deepEqual(await tags(first), [])
    assert.deepEqual(await tags(second), ['order'])
  })

  test('cancels what was to be decided, also in a worker’s hands', async (scene) => {
    const userId = scene.name('user')
    const [waiting, held] = [await scene.lay(userId), await scene.lay(userId)]
    const undecided = await scene.undecided(HELD_MS)
    const claimed = present(
      undecided.find(({ id }) => id === held),
      'the claimed one',
    )
    const read = await scene.store.markRead(userId, { ids: [waiting, held] })
    assert.deepEqual(read.notification_ids, [], 'nobody has seen them')
    assert.equal(await scene.decide(send(claimed)), null)
    assert.equal(await scene.stateOf(held), 'cancelled')
    assert.equal(await scene.stateOf(waiting), 'cancelled')
    assert.deepEqual(await scene.undecided(), [])
  })

  test('cancels pushes that have not gone out', async (scene) => {
    const userId = scene.name('user')
    await scene.device(userId)
    await scene.device(userId)
    const [unsent, partly] = [await scene.sending(userId), await scene.sending(userId)]
    for (const due of await scene.due()) {
      const isFirst = due.notification.id === partly && (await scene.stateOf(partly)) === 'pending'
      if (isFirst) await scene.settle(due, { outcome: 'sent' })
      else await scene.settle(due, { outcome: 'retry', until: due.now - 1 })
    }
    await scene.store.markRead(userId, { all: true })
    assert.deepEqual(await scene.due(), [])
    assert.equal(await scene.stateOf(unsent), 'cancelled')
    assert.equal(await scene.stateOf(partly), 'sent')
    const last = (await scene.steps(unsent)).at(-1)
    assert.deepEqual([last?.step, last?.outcome], ['cancel', 'read'])
  })

  test('lets a push go on that a worker has in hand', async (scene) => {
    const userId = scene.name('user')
    await scene.device(userId)
    const id = await scene.sending(userId)
    const due = await scene.nextDue()
    await scene.store.markRead(userId, { ids: [id] })
    assert.equal(await scene.stateOf(id), 'pending')
    await scene.settle(due, { outcome: 'sent' })
    assert.equal(await scene.stateOf(id), 'sent')
  })

  test('follows the read cursor of a chat, for both kinds', async (scene) => {
    const place = await scene.place()
    const message = await told(scene, place)
    const update = await told(scene, place, 'order_update')
    assert.notEqual(message, update)
    const markTo = (read_seq: number, chatId = place.chatId) =>
      scene.store.markChatRead({ user_id: place.shopper, chat_id: chatId, read_seq })
    assert.deepEqual((await markTo(0)).notification_ids, [])
    assert.deepEqual((await markTo(9, newId())).notification_ids, [])
    assert.deepEqual(await markTo(1), {
      ...{ user_id: place.shopper, notification_ids: [message] },
      ...{ tags: [place.chatId], unread_count: 1 },
    })
    assert.deepEqual((await markTo(1)).notification_ids, [])
    assert.deepEqual(await markTo(2), {
      ...{ user_id: place.shopper, notification_ids: [update] },
      ...{ tags: [place.orderId], unread_count: 0 },
    })
    assert.equal(await scene.store.unreadCount(place.user), 1, 'the user has an order update')
  })

  test('stays unread in a chat until its newest message is read', async (scene) => {
    const place = await scene.place()
    const id = await told(scene, place)
    assert.equal(await told(scene, place), id)
    const mark = { user_id: place.shopper, chat_id: place.chatId }
    assert.deepEqual(
      (await scene.store.markChatRead({ ...mark, read_seq: 1 })).notification_ids,
      [],
    )
    const read = await scene.store.markChatRead({ ...mark, read_seq: 2 })
    assert.deepEqual(read.notification_ids, [id])
  })
}

/** Tells the shopper something; answers the notification. */
async function told(scene: NotificationScene, place: Place, type = 'text'): Promise<string> {
  if (type === 'text') await scene.tell(place, place.user)
  else await scene.say(place, { kind: 'system' }, { type, notify: true })
  await scene.collect()
  const sent = await scene.sendAll()
  return present(
    sent.find(({ user_id }) => user_id === place.shopper),
    'what the shopper is told',
  ).id
}
