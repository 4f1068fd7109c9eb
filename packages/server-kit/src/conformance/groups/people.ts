import assert from 'node:assert/strict'
import type { DeclareTest } from '../suite'

export function peopleGroup(test: DeclareTest): void {
  test('knows who shares a chat with whom', async (scene) => {
    const [one, two] = [await scene.place(), await scene.place()]
    const both = scene.name('both')
    await scene.add(one, both)
    await scene.add(two, both)
    const others = [two.shopper, one.user, scene.name('stranger'), two.user]
    const known = await scene.people.acquaintances(both, others)
    assert.deepEqual([...known].sort(), [one.user, two.shopper, two.user].sort())
    assert.deepEqual(await scene.people.acquaintances(one.user, [two.user]), [])
    assert.deepEqual(await scene.people.acquaintances(scene.name('stranger'), others), [])
    assert.deepEqual(await scene.people.acquaintances(both, []), [])
  })

  test('forgets an acquaintance with the last chat they share', async (scene) => {
    const [one, two] = [await scene.place(), await scene.place()]
    await scene.add(two, one.user)
    await scene.add(two, one.shopper)
    const known = () => scene.people.acquaintances(one.user, [one.shopper])
    await scene.remove(one, one.shopper)
    assert.deepEqual(await known(), [one.shopper])
    await scene.remove(two, one.shopper)
    assert.deepEqual(await known(), [])
  })

  test('keeps the latest moment someone was seen', async (scene) => {
    const [a, b, never] = [scene.name('a'), scene.name('b'), scene.name('never')]
    const early = '2026-01-01T00:00:00.000Z'
    const late = '2026-01-01T00:00:00.001Z'
    await scene.people.saveLastSeen([
      { userId: a, at: late },
      { userId: b, at: early },
    ])
    assert.deepEqual(await scene.people.lastSeen([b, never, a]), [early, null, late])
    await scene.people.saveLastSeen([
      { userId: a, at: early },
      { userId: b, at: late },
    ])
    assert.deepEqual(await scene.people.lastSeen([a, b]), [late, late])
    await scene.people.saveLastSeen([])
    assert.deepEqual(await scene.people.lastSeen([]), [])
  })

  test('takes the latest of several moments told at once', async (scene) => {
    const userId = scene.name('a')
    await scene.people.saveLastSeen([
      { userId, at: '2026-01-01T00:00:01.000Z' },
      { userId, at: '2026-01-01T00:00:03.000Z' },
      { userId, at: '2026-01-01T00:00:02.000Z' },
    ])
    assert.deepEqual(await scene.people.lastSeen([userId]), ['2026-01-01T00:00:03.000Z'])
  })
}
