import assert from 'node:assert/strict'
import type { Decision, Undecided } from '../../core/notifications/model'
import { present } from '../expect'
import { content, KEY, send, type NotificationScene } from '../notification-scene'
import type { DeclareNotificationTest } from '../notification-suite'

export function notificationsDecideGroup(test: DeclareNotificationTest): void {
  test('sends to every active device that has the key', async (scene) => {
    const userId = scene.name('user')
    const [phone, tablet] = [await scene.device(userId), await scene.device(userId)]
    await scene.device(userId, { key_hash: 'other' })
    await scene.device(scene.name('other'))
    const id = await scene.lay(userId, { tag: 'tag', ttl: 60 })
    const undecided = await scene.nextUndecided()
    const words = { ...content('2 things'), url: '/there' }
    const decided = await scene.decide(
      send(undecided, { content: words, count: 2, urgency: 'high' }),
    )
    const { created_at: _, ...notification } = present(decided, 'the notification')
    const named = { id, user_id: userId, kind: 'payment', tag: 'tag' } as const
    assert.deepEqual(notification, { ...named, ...words, count: 2, state: 'pending' })
    assert.deepEqual(await scene.notification(id), decided)
    assert.deepEqual(await scene.listed(userId), [id])

    const due = await scene.due()
    assert.deepEqual(
      new Set(due.map(({ subscription }) => subscription.id)),
      new Set([phone.id, tablet.id]),
    )
    for (const { id: _id, subscription, now, ...delivery } of due) {
      assert.deepEqual(delivery, {
        ...{ claim: 1, purpose: 'show', urgency: 'high', void: null, close_tags: [] },
        ...{ notification: decided, unread_count: 1, expires_at: undecided.expires_at },
      })
      assert.deepEqual(subscription, await scene.subscription(subscription.id))
      assert.ok(now <= delivery.expires_at, 'it is not too late')
    }
  })

  test('is suppressed and listed where there is no such device', async (scene) => {
    const userId = scene.name('user')
    await scene.device(userId, { key_hash: 'other' })
    const ids = [await scene.lay(userId), await scene.lay(userId)]
    const undecided = await scene.undecided()
    for (const [i, one] of undecided.entries()) {
      const decided = await scene.decide(send(one, { key_hash: i === 0 ? KEY : null }))
      assert.equal(decided?.state, 'suppressed')
    }
    assert.deepEqual(new Set(await scene.listed(userId)), new Set(ids))
    assert.equal(await scene.store.unreadCount(userId), 2)
    assert.deepEqual(await scene.due(), [])
  })

  test('puts off until the time named, unseen unless there is content', async (scene) => {
    const userId = scene.name('user')
    const id = await scene.lay(userId)
    const first = await scene.nextUndecided()
    const looking = await scene.decide(putOff(first, { because: 'looking', content: null }))
    assert.equal(looking?.state, 'deferred')
    assert.deepEqual(await scene.listed(userId), [])

    const second = await scene.nextUndecided()
    assert.deepEqual([second.id, second.looked], [id, 1])
    const words = content('Later')
    const quiet = { because: 'quiet_hours', content: words, until: second.now + 3_600_000 } as const
    const decided = await scene.decide(putOff(second, quiet))
    assert.deepEqual([decided?.state, decided?.title], ['deferred', 'Later'])
    assert.deepEqual(await scene.listed(userId), [id])
    assert.equal(await scene.store.unreadCount(userId), 1)
    assert.deepEqual(await scene.undecided(), [], 'its time has not come')
  })

  test('counts how often it was put off for looking, since it last went out', async (scene) => {
    const place = await scene.place()
    await scene.device(place.shopper)
    await scene.tell(place, place.user)
    await scene.collect()
    for (const because of ['looking', 'burst', 'quiet_hours', 'looking'] as const) {
      await scene.decide(putOff(await scene.nextUndecided(), { because }))
    }
    const undecided = await scene.nextUndecided()
    assert.deepEqual([undecided.looked, undecided.last_sent_at], [2, null])
    await scene.decide(send(undecided))
    await scene.deliverAll()
    await scene.tell(place, place.user)
    await scene.collect()
    const again = await scene.nextUndecided()
    const { sent_at } = await scene.notification(again.id)
    assert.deepEqual([again.looked, again.last_sent_at], [0, Date.parse(sent_at ?? '')])
  })

  test('drops, unseen unless it was listed before', async (scene) => {
    const userId = scene.name('user')
    for (const state of ['suppressed', 'cancelled', 'expired', 'failed'] as const) {
      const id = await scene.lay(userId)
      const { claim } = await scene.nextUndecided()
      const dropped = await scene.decide({ id, claim, steps: [], outcome: 'drop', state })
      assert.equal(dropped?.state, state)
    }
    assert.deepEqual(await scene.listed(userId), [])
    const id = await scene.lay(userId)
    await scene.decide(putOff(await scene.nextUndecided(), { because: 'quiet_hours' }))
    const { claim } = await scene.nextUndecided()
    await scene.decide({ id, claim, steps: [], outcome: 'drop', state: 'expired' })
    assert.deepEqual(await scene.listed(userId), [id])
    assert.deepEqual(await scene.undecided(), [])
    assert.deepEqual(await scene.due(), [])
  })

  test('replaces the push that waits still', async (scene) => {
    const place = await scene.place()
    await scene.device(place.shopper)
    await decideNext(scene, place, 'one')
    const first = await scene.nextDue()
    await scene.settle(first, { outcome: 'retry', until: first.now + 3_600_000 })
    await decideNext(scene, place, 'two')
    const second = await scene.nextDue()
    assert.equal(second.notification.title, 'two')
    await scene.settle(second, { outcome: 'sent' })
    await scene.settle(first, { outcome: 'failed' })
    assert.equal(await scene.stateOf(first.notification.id), 'sent')
    assert.deepEqual(await scene.due(), [])
  })
}

async function decideNext(
  scene: NotificationScene,
  place: Awaited<ReturnType<NotificationScene['place']>>,
  title: string,
): Promise<void> {
  await scene.tell(place, place.user)
  await scene.collect()
  await scene.decide(send(await scene.nextUndecided(), { content: content(title) }))
}

/** Until a moment that has passed, unless another is given: due again at once. */
function putOff(
  { id, claim, now }: Undecided,
  given: Partial<Extract<Decision, { outcome: 'defer' }>>,
): Decision {
  const why = { because: 'looking', content: content(), count: 1, until: now - 1 } as const
  return { id, claim, steps: [], outcome: 'defer', ...why, ...given }
}
