import assert from 'node:assert/strict'
import { newId } from '../../core/ids'
import type { BroadcastRecord } from '../../core/notifications/model'
import { expectTime, present } from '../expect'
import { content, send, type NotificationScene } from '../notification-scene'
import type { DeclareNotificationTest } from '../notification-suite'

async function recordOf(scene: NotificationScene, id: string): Promise<BroadcastRecord> {
  return present(await scene.store.broadcast(id), 'the broadcast')
}

/** How it stands: its state, and how many people in which. */
async function standing(scene: NotificationScene, id: string) {
  const { state, by_state } = await recordOf(scene, id)
  return [state, Object.fromEntries(Object.entries(by_state).filter(([, count]) => count > 0))]
}

const people = (scene: NotificationScene, count: number) =>
  Array.from({ length: count }, () => scene.name('user'))

export function notificationsBroadcastsGroup(test: DeclareNotificationTest): void {
  test('makes one notification for each person, in parts', async (scene) => {
    await scene.expand()
    const named = people(scene, 5)
    const words = { ...content('Sale'), url: '/sale' }
    const { id, total } = await scene.startBroadcast([...named, ...named.slice(0, 2)], {
      ...{ content: words, tag: 'sale', kind: 'promotional', ttl: 60 },
    })
    assert.equal(total, 5, 'who is named twice counts once')
    const { created_at, by_state: _, ...record } = await recordOf(scene, id)
    const about = { title: 'Sale', kind: 'promotional', state: 'running', total: 5 } as const
    assert.deepEqual(record, { id, ...about })
    expectTime(created_at, 'created_at')
    assert.deepEqual(await standing(scene, id), ['running', { pending: 5 }])

    assert.equal(await scene.store.expand(2), 2)
    assert.equal((await scene.undecided(0)).length, 2)
    assert.equal(await scene.store.expand(2), 2)
    assert.equal(await scene.store.expand(2), 1)
    assert.equal(await scene.store.expand(2), 0)
    const undecided = await scene.undecided()
    assert.deepEqual(undecided.map(({ user_id }) => user_id).sort(), [...named].sort())
    assert.equal(new Set(undecided.map((one) => one.id)).size, 5)
    for (const { kind, tag, content: given, chat, expires_at } of undecided) {
      assert.deepEqual([kind, tag, given, chat], ['promotional', 'sale', words, null])
      assert.ok(Math.abs(expires_at - Date.parse(created_at) - 60_000) <= 1, 'it ends as a whole')
    }
  })

  test('goes to everyone with a device', async (scene) => {
    const [one, two, without] = people(scene, 3) as [string, string, string]
    for (const userId of [one, one, two]) await scene.device(userId)
    const { id, total } = await scene.startBroadcast('all')
    assert.ok(total >= 2, 'both are counted')
    await scene.expand()
    const reached = (await scene.undecided()).map(({ user_id }) => user_id)
    assert.deepEqual(reached.sort(), [one, two].sort())
    assert.ok(!reached.includes(without), 'nobody without a device')
    await scene.store.cancelBroadcast(id)
  })

  test('tells how far it is, until it is done', async (scene) => {
    const [sent, bare, off, later] = people(scene, 4) as [string, string, string, string]
    await scene.device(sent)
    const { id } = await scene.startBroadcast([sent, bare, off, later])
    await scene.expand()
    for (const one of await scene.undecided()) {
      const named = { id: one.id, claim: one.claim, steps: [] }
      if (one.user_id === off) {
        await scene.decide({ ...named, outcome: 'drop', state: 'suppressed' })
      } else if (one.user_id === later) {
        const quiet = { because: 'quiet_hours', content: content(), count: 1 } as const
        await scene.decide({ ...named, outcome: 'defer', until: one.now - 1, ...quiet })
      } else await scene.decide(send(one))
    }
    const before = ['running', { pending: 1, suppressed: 2, deferred: 1 }]
    assert.deepEqual(await standing(scene, id), before)
    await scene.deliverAll()
    assert.deepEqual(await standing(scene, id), [
      'running',
      { sent: 1, suppressed: 2, deferred: 1 },
    ])
    await scene.sendAll()
    assert.deepEqual(await standing(scene, id), ['done', { sent: 1, suppressed: 3 }])
    await scene.store.cancelBroadcast(id)
    assert.deepEqual(await standing(scene, id), ['done', { sent: 1, suppressed: 3 }])
  })

  test('cancels what has not gone out, and makes no more', async (scene) => {
    await scene.expand()
    const named = people(scene, 4)
    for (const userId of named) await scene.device(userId)
    const { id } = await scene.startBroadcast(named)
    await scene.store.expand(3)
    const [first, second, third] = await scene.undecided()
    assert.ok(first && second && third, 'three are to be decided on')
    await scene.decide(send(first))
    await scene.deliverAll()
    await scene.decide(send(second))
    const cancelled = await scene.store.cancelBroadcast(id)
    assert.deepEqual(cancelled, await recordOf(scene, id))
    assert.deepEqual(await standing(scene, id), ['cancelled', { sent: 1, cancelled: 3 }])
    assert.equal(await scene.decide(send(third)), null)
    assert.deepEqual(await scene.due(), [])
    assert.equal(await scene.store.expand(10), 0)
    assert.deepEqual(await scene.undecided(), [])
    assert.equal(await scene.store.cancelBroadcast(newId()), null)
    assert.equal(await scene.store.broadcast(newId()), null)
  })

  test('is made once under one key', async (scene) => {
    const [userId] = people(scene, 1) as [string]
    const dedupe_key = scene.name('key')
    const { id } = await scene.startBroadcast([userId], { dedupe_key })
    const again = await scene.store.createBroadcast({
      ...{ id: newId(), kind: 'promotional', content: content(), tag: null, ttl: 60 },
      ...{ dedupe_key, to: people(scene, 3) },
    })
    assert.deepEqual(again, { id, total: 1, outcome: 'duplicate' })
    await scene.expand()
    assert.equal((await scene.undecided()).length, 1)
  })

  test('is listed newest first, and done at once when it is for nobody', async (scene) => {
    const older = await scene.startBroadcast(people(scene, 1))
    await scene.tick()
    const newer = await scene.startBroadcast([])
    const list = await scene.store.broadcasts(2)
    assert.deepEqual(
      list.map(({ id }) => id),
      [newer.id, older.id],
    )
    assert.deepEqual(list[0], await recordOf(scene, newer.id))
    assert.deepEqual(await standing(scene, newer.id), ['done', {}])
  })
}
