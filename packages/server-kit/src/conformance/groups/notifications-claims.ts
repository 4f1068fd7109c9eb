import assert from 'node:assert/strict'
import { HELD_MS, send } from '../notification-scene'
import type { DeclareNotificationTest } from '../notification-suite'

/** Leases of whoever decides and of whoever sends. */
export function notificationsClaimsGroup(test: DeclareNotificationTest): void {
  test('gives nothing out twice while a lease lasts', async (scene) => {
    const userId = scene.name('user')
    await scene.device(userId)
    await scene.lay(userId)
    const claimed = await scene.nextUndecided(HELD_MS)
    assert.deepEqual(await scene.undecided(0), [])
    await scene.decide(send(claimed))
    await scene.nextDue(HELD_MS)
    assert.deepEqual(await scene.due(0), [])
  })

  test('gives out again what a worker that died had to decide, under a higher claim', async (scene) => {
    const userId = scene.name('user')
    await scene.lay(userId)
    const dead = await scene.nextUndecided(0)
    const alive = await scene.nextUndecided(HELD_MS)
    assert.equal(alive.id, dead.id)
    assert.ok(alive.claim > dead.claim, 'the claim is higher')
    assert.equal(await scene.decide(drop(dead)), null)
    assert.equal(await scene.stateOf(dead.id), 'pending')
    assert.notEqual(await scene.decide(drop(alive)), null)
    assert.equal(await scene.stateOf(dead.id), 'suppressed')
    assert.equal(await scene.decide(send(alive)), null, 'a decision is made once')
  })

  test('gives out again what a worker that died had to send, under a higher claim', async (scene) => {
    const userId = scene.name('user')
    await scene.device(userId)
    const id = await scene.sending(userId)
    const dead = await scene.nextDue(0)
    assert.equal(dead.claim, 1)
    const alive = await scene.nextDue(HELD_MS)
    assert.deepEqual([alive.id, alive.claim], [dead.id, 2])
    await scene.settle(dead, { outcome: 'failed' })
    assert.equal(await scene.stateOf(id), 'pending')
    await scene.settle(alive, { outcome: 'sent' })
    assert.equal(await scene.stateOf(id), 'sent')
    await scene.settle(alive, { outcome: 'gone' })
    assert.equal((await scene.store.subscriptions(userId)).length, 1)
  })

  test('takes a late word as long as nobody else has claimed it', async (scene) => {
    const userId = scene.name('user')
    await scene.device(userId)
    const id = await scene.lay(userId)
    assert.notEqual(await scene.decide(send(await scene.nextUndecided(0))), null)
    await scene.settle(await scene.nextDue(0), { outcome: 'sent' })
    assert.equal(await scene.stateOf(id), 'sent')
    assert.deepEqual(await scene.due(), [])
  })

  test('answers each of several decisions, in their order', async (scene) => {
    const userId = scene.name('user')
    await scene.device(userId)
    for (let i = 0; i < 3; i++) await scene.lay(userId)
    const [a, b, c] = await scene.undecided()
    assert.ok(a !== undefined && b !== undefined && c !== undefined, 'three are due')
    const answers = await scene.store.decide([
      send(c),
      drop({ ...a, claim: a.claim - 1 }),
      drop(b),
      send({ id: '01890000-0000-7000-8000-000000000000', claim: 1 }),
    ])
    assert.deepEqual(
      answers.map((one) => one && [one.id, one.state]),
      [[c.id, 'pending'], null, [b.id, 'suppressed'], null],
    )
    assert.deepEqual(await scene.store.decide([]), [])
  })

  test('gives out some at a time, those due longest first', async (scene) => {
    await scene.undecided()
    const userId = scene.name('user')
    const ids: string[] = []
    for (let i = 0; i < 3; i++) {
      ids.push(await scene.lay(userId))
      await scene.tick()
    }
    const claim = async (limit: number) =>
      (await scene.store.claimUndecided(limit, HELD_MS)).map(({ id }) => id)
    assert.deepEqual(new Set(await claim(2)), new Set(ids.slice(0, 2)))
    assert.deepEqual(await claim(2), ids.slice(2))
    assert.deepEqual(await claim(2), [])
  })
}

function drop({ id, claim }: { readonly id: string; readonly claim: number }) {
  return { id, claim, steps: [], outcome: 'drop', state: 'suppressed' } as const
}
