import assert from 'node:assert/strict'
import { newId } from '../../core/ids'
import { expectTime } from '../expect'
import type { DeclareNotificationTest } from '../notification-suite'

export function notificationsEnqueueGroup(test: DeclareNotificationTest): void {
  test('keeps what is laid in, to be decided on', async (scene) => {
    const userId = scene.name('user')
    const given = scene.newNotification(userId, {
      kind: 'new_order',
      content: {
        title: '新しい注文',
        body: '田中さんから',
        icon: '/icons/new-order.png',
        data: { type: 'new_order', nested: { list: [1, null, 'あ'] } },
        actions: [{ action: 'view_order', title: '注文を見る', icon: '/icons/view.png' }],
        url: '/orders/1',
      },
      tag: 'order-1',
      ttl: 60,
    })
    assert.deepEqual(await scene.store.enqueue([given]), [{ id: given.id, outcome: 'queued' }])
    const { created_at, ...stored } = await scene.notification(given.id)
    const { content, ...named } = given
    const { id, user_id, kind, tag } = named
    assert.deepEqual(stored, { id, user_id, kind, tag, ...content, state: 'pending' })
    expectTime(created_at, 'created_at')

    const { now, expires_at, claim, ...undecided } = await scene.nextUndecided()
    assert.deepEqual(undecided, {
      ...{ id, user_id, kind, tag, content },
      ...{ chat: null, preferences: null, locale: null, looked: 0, last_sent_at: null },
    })
    assert.ok(claim > 0, 'a claim counts')
    assert.ok(Math.abs(expires_at - Date.parse(created_at) - 60_000) <= 1, 'its time runs from now')
    assert.ok(now >= Date.parse(created_at), 'the clock is the store’s')
  })

  test('answers each, in the order given', async (scene) => {
    const userId = scene.name('user')
    const batch = [1, 2, 3, 4, 5].map(() => scene.newNotification(userId))
    assert.deepEqual(
      await scene.store.enqueue(batch),
      batch.map(({ id }) => ({ id, outcome: 'queued' })),
    )
    assert.deepEqual(await scene.store.enqueue([]), [])
    assert.equal((await scene.undecided()).length, 5)
  })

  test('keeps one of a person’s with the same key', async (scene) => {
    const [userId, other] = [scene.name('user'), scene.name('other')]
    const keyed = (who: string, dedupe_key: string | null) =>
      scene.newNotification(who, { dedupe_key })
    const [first, twin, another, theirs, bare] = [
      keyed(userId, 'paid-1'),
      keyed(userId, 'paid-1'),
      keyed(userId, 'paid-2'),
      keyed(other, 'paid-1'),
      keyed(userId, null),
    ]
    assert.deepEqual(await scene.store.enqueue([first, twin, another, theirs, bare]), [
      { id: first.id, outcome: 'queued' },
      { id: first.id, outcome: 'duplicate' },
      { id: another.id, outcome: 'queued' },
      { id: theirs.id, outcome: 'queued' },
      { id: bare.id, outcome: 'queued' },
    ])
    assert.equal(await scene.store.notification(twin.id), null)
    assert.equal((await scene.undecided()).length, 4)
    // Also long after it was decided on, sent and read.
    await scene.store.markRead(userId, { ids: [first.id] })
    const [late, fresh] = await scene.store.enqueue([keyed(userId, 'paid-1'), keyed(userId, null)])
    assert.deepEqual(late, { id: first.id, outcome: 'duplicate' })
    assert.equal(fresh?.outcome, 'queued')
  })

  test('knows the language of the device used last', async (scene) => {
    const userId = scene.name('user')
    await scene.device(userId, { locale: 'en' })
    await scene.tick()
    const ja = await scene.device(userId, { locale: 'ja' })
    await scene.tick()
    await scene.device(userId)
    await scene.lay(userId)
    assert.equal((await scene.nextUndecided()).locale, 'ja')
    await scene.store.removeSubscription(userId, ja.endpoint)
    await scene.lay(userId, { id: newId() })
    assert.equal((await scene.nextUndecided()).locale, 'en')
  })
}
