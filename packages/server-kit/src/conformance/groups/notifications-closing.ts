import assert from 'node:assert/strict'
import { SILENT_BUDGET } from '../../core/notifications/port'
import { send, type NotificationScene } from '../notification-scene'
import type { DeclareNotificationTest } from '../notification-suite'

/** Taking down on other devices what has been read. */
export function notificationsClosingGroup(test: DeclareNotificationTest): void {
  test('lays one close for each device that shows what was read and forgives silence', async (scene) => {
    const userId = scene.name('user')
    const [phone, tablet] = [await scene.device(userId), await scene.device(userId)]
    await scene.device(userId, { allows_silent: false })
    const [a, b] = [
      await scene.shown(userId, { tag: 'a' }),
      await scene.shown(userId, { tag: 'b' }),
    ]
    await scene.device(userId)
    await scene.shown(userId, { tag: 'still unread' })
    await scene.store.markRead(userId, { ids: [a, b] })
    const due = await scene.due()
    assert.deepEqual(
      due.map(({ subscription }) => subscription.id).sort(),
      [phone.id, tablet.id].sort(),
    )
    for (const { purpose, notification, close_tags, unread_count, void: reason } of due) {
      assert.deepEqual([purpose, reason, unread_count], ['close', null, 1])
      assert.deepEqual([notification.tag, ...close_tags].sort(), ['a', 'b'])
    }
    await scene.store.settle(
      due.map(({ id, claim }) => ({ id, claim, outcome: 'sent', step: closeStep })),
    )
    assert.equal(await scene.stateOf(a), 'sent')
    assert.deepEqual(await scene.due(), [])
  })

  test('lays none for what was not sent, has no tag, or is shown for something unread', async (scene) => {
    const userId = scene.name('user')
    await scene.device(userId)
    const bare = await scene.shown(userId)
    const unsent = await scene.sending(userId, { tag: 'unsent' })
    for (const due of await scene.due()) await scene.settle(due, { outcome: 'failed' })
    const first = await scene.shown(userId, { tag: 'twice' })
    const second = await scene.shown(userId, { tag: 'twice' })
    await scene.store.markRead(userId, { ids: [bare, unsent, first] })
    assert.deepEqual(await scene.due(), [])
    await scene.store.markRead(userId, { ids: [second] })
    const due = await scene.nextDue()
    assert.deepEqual([due.purpose, due.notification.tag, due.close_tags], ['close', 'twice', []])
  })

  test('lays none beside one that waits: it takes down what is read when it goes', async (scene) => {
    const userId = scene.name('user')
    await scene.device(userId)
    const ids = [await scene.shown(userId, { tag: 'a' }), await scene.shown(userId, { tag: 'b' })]
    for (const id of ids) await scene.store.markRead(userId, { ids: [id] })
    const due = await scene.nextDue()
    assert.equal(due.purpose, 'close')
    assert.deepEqual([due.notification.tag, ...due.close_tags].sort(), ['a', 'b'])
  })

  test('stops when the budget is spent, until something is shown again', async (scene) => {
    const userId = scene.name('user')
    await scene.device(userId)
    const ids: string[] = []
    for (let i = 0; i <= SILENT_BUDGET + 1; i++) {
      ids.push(await scene.shown(userId, { tag: `tag ${i}` }))
    }
    const closes = async (id: string | undefined) => {
      await scene.store.markRead(userId, { ids: [id ?? ''] })
      const due = await scene.deliverAll()
      return due.map(({ purpose }) => purpose)
    }
    for (const id of ids.slice(0, SILENT_BUDGET)) assert.deepEqual(await closes(id), ['close'])
    assert.deepEqual(await closes(ids[SILENT_BUDGET]), [])
    // What found no close of its own goes with the next push that shows something.
    await scene.sending(userId)
    const [next] = await scene.deliverAll()
    assert.deepEqual(next?.close_tags, [`tag ${SILENT_BUDGET}`])
    assert.deepEqual(await closes(ids[SILENT_BUDGET + 1]), ['close'])
  })

  test('goes with the next push, at most eight tags, and once', async (scene) => {
    const userId = scene.name('user')
    await scene.device(userId, { allows_silent: false })
    const ids: string[] = []
    for (let i = 0; i < 10; i++) ids.push(await scene.shown(userId, { tag: `tag ${i}` }))
    await scene.store.markRead(userId, { ids })
    assert.deepEqual(await scene.due(), [])
    const closed: string[] = []
    for (const expected of [8, 2, 0]) {
      await scene.sending(userId)
      const [due] = await scene.deliverAll()
      assert.equal(due?.close_tags.length, expected)
      closed.push(...(due?.close_tags ?? []))
    }
    assert.equal(new Set(closed).size, 10)
  })

  test('does not take down what has come since under the same tag', async (scene) => {
    const place = await scene.place()
    await scene.device(place.shopper)
    await show(scene, place)
    await scene.store.markChatRead({
      ...{ user_id: place.shopper, chat_id: place.chatId, read_seq: 1 },
    })
    await scene.tell(place, place.user)
    await scene.collect()
    await scene.decide(send(await scene.nextUndecided()))
    const due = new Map((await scene.due()).map((one) => [one.purpose, one]))
    assert.equal(due.get('close')?.void, 'cancelled')
    assert.deepEqual([due.get('show')?.void, due.get('show')?.close_tags], [null, []])
  })

  test('closes what went out while it was being read', async (scene) => {
    const userId = scene.name('user')
    await scene.device(userId)
    const id = await scene.sending(userId, { tag: 'late' })
    const show = await scene.nextDue()
    await scene.store.markRead(userId, { ids: [id] })
    await scene.settle(show, { outcome: 'sent' })
    const close = await scene.nextDue()
    assert.deepEqual([close.purpose, close.notification.id], ['close', id])
  })
}

const closeStep = { step: 'close', outcome: 'accepted' } as const

async function show(
  scene: NotificationScene,
  place: Awaited<ReturnType<NotificationScene['place']>>,
): Promise<void> {
  await scene.tell(place, place.user)
  await scene.collect()
  await scene.decide(send(await scene.nextUndecided()))
  await scene.deliverAll()
}
