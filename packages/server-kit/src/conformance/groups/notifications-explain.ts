import assert from 'node:assert/strict'
import { newId } from '../../core/ids'
import type { Step } from '../../core/notifications/model'
import { expectTime, present } from '../expect'
import { send, type NotificationScene } from '../notification-scene'
import type { DeclareNotificationTest } from '../notification-suite'

const looked: Step = { step: 'looking', outcome: 'deferred', detail: 'is looking at the chat' }
const passed: Step = { step: 'preference', outcome: 'passed' }
const accepted: Step = { step: 'push', outcome: 'accepted', detail: 'push.example.test' }

export function notificationsExplainGroup(test: DeclareNotificationTest): void {
  test('tells decisions and attempts, in their order', async (scene) => {
    const userId = scene.name('user')
    await scene.device(userId)
    const id = await scene.lay(userId)
    const first = await scene.nextUndecided()
    await scene.decide({
      ...{ id, claim: first.claim, steps: [passed, looked] },
      ...{ outcome: 'defer', because: 'looking', until: first.now - 1, content: null, count: 1 },
    })
    await scene.tick()
    await scene.decide(send(await scene.nextUndecided(), { steps: [passed] }))
    await scene.tick()
    const { id: delivery, claim } = await scene.nextDue()
    await scene.store.settle([{ id: delivery, claim, outcome: 'sent', step: accepted }])

    const explained = present(await scene.store.explain(id), 'what became of it')
    assert.equal(explained.user_id, userId)
    const told = explained.steps.map(({ at, ...step }) => {
      expectTime(at, 'at')
      return step
    })
    const wanted: readonly Step[] = [passed, looked, passed, accepted]
    const ours = told.filter(({ step }) => wanted.some((one) => one.step === step))
    assert.deepEqual(ours, wanted)
    const times = explained.steps.map(({ at }) => at)
    assert.deepEqual(times, [...times].sort())
    assert.equal(await scene.store.explain(newId()), null)
  })

  test('keeps nothing of what was said under a stale claim', async (scene) => {
    const userId = scene.name('user')
    const id = await scene.lay(userId)
    const stale = await scene.nextUndecided(0)
    await scene.decide(send(await scene.nextUndecided(), { steps: [passed] }))
    await scene.decide(send(stale, { steps: [looked] }))
    assert.ok(
      (await scene.steps(id)).every(({ step }) => step !== 'looking'),
      'a stale step is kept',
    )
  })

  test('keeps the newest fifty steps', async (scene) => {
    const userId = scene.name('user')
    const id = await scene.lay(userId)
    for (let i = 0; i < 9; i++) {
      const { claim, now } = await scene.nextUndecided()
      const steps = Array.from({ length: 8 }, (_, n) => ({ ...passed, detail: `${i * 8 + n}` }))
      const again = { because: 'burst', until: now - 1, content: null, count: 1 } as const
      await scene.decide({ id, claim, steps, outcome: 'defer', ...again })
    }
    const steps = await scene.steps(id)
    assert.equal(steps.length, 50)
    assert.equal(steps.at(-1)?.detail, '71')
  })

  test('counts what there is, by state and by kind', async (scene) => {
    const before = await scene.store.stats()
    const [userId, other] = [scene.name('user'), scene.name('other')]
    const device = await scene.device(userId)
    await scene.shown(userId)
    await scene.sending(other, { kind: 'system_alert' })
    await scene.lay(userId)
    const after = await grown(scene, before)
    assert.deepEqual(after, {
      by_state: { sent: 1, suppressed: 1, pending: 1 },
      by_kind: { payment: 2, system_alert: 1 },
      subscriptions: 1,
    })
    await scene.store.removeSubscription(userId, device.endpoint)
    assert.equal((await grown(scene, before)).subscriptions, 0)
  })
}

type Stats = Awaited<ReturnType<NotificationScene['store']['stats']>>

async function grown(scene: NotificationScene, before: Stats) {
  const after = await scene.store.stats()
  return {
    by_state: more(after.by_state, before.by_state),
    by_kind: more(after.by_kind, before.by_kind),
    subscriptions: after.subscriptions - before.subscriptions,
  }
}

function more(after: Counts, before: Counts): Record<string, number> {
  return Object.fromEntries(
    Object.entries(after).flatMap(([name, count = 0]) => {
      const grownBy = count - (before[name] ?? 0)
      return grownBy === 0 ? [] : [[name, grownBy]]
    }),
  )
}

type Counts = Readonly<Record<string, number | undefined>>
