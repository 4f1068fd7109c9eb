import assert from 'node:assert/strict'
import { newId } from '../../core/ids'
import type { OpenOutcome } from '../../core/chat/port'
import { atOnce, count, send, shuffled, storedOf } from '../at-once'
import { expectGapless, numbersOf } from '../expect'
import { as, entry, eyesOf, note, opening } from '../scene'
import type { DeclareTest } from '../suite'
import { raceOfChanges } from './race-of-changes'
import { raceOfReads } from './race-of-reads'

export function raceGroup(test: DeclareTest): void {
  test('opens one chat of one order, however many try at once', async (scene) => {
    const place = scene.nowhere()
    const outcomes = await atOnce(24, (index) => {
      const caller = index % 2 === 0 ? place.user : place.shopper
      const first = { author: as(caller), draft: note(`from ${index}`) }
      const own = { id: newId(), reader: eyesOf(caller), first }
      return scene.spread(index).open(opening(place, own))
    })
    assert.equal(count(outcomes, 'opened'), 1)
    assert.equal(count(outcomes, 'existing'), 23)
    assert.equal(new Set(outcomes.map((o) => 'chat' in o && o.chat.id)).size, 1)
    const opened = outcomes.find(
      (o): o is OpenOutcome & { outcome: 'opened' } => o.outcome === 'opened',
    )
    const log = await scene.log({ ...place, chatId: opened?.chat.id ?? '' })
    assert.deepEqual(log, [opened?.message])
  })

  test('gives an order to one pair, and shows the others no more than they may see', async (scene) => {
    const { orderId, user } = scene.nowhere()
    const callers = Array.from({ length: 12 }, (_, index) => scene.name(`shopper-${index}`))
    const outcomes = await atOnce(24, (index) => {
      const shopper = callers[index % 12] ?? ''
      return scene.spread(index).open({
        id: newId(),
        order_id: orderId,
        user_id: user,
        shopper_id: shopper,
        reader: eyesOf(index < 12 ? shopper : user),
        first: null,
      })
    })
    assert.equal(count(outcomes, 'opened'), 1)
    outcomes.slice(0, 12).forEach(({ outcome }) => {
      assert.ok(['opened', 'existing', 'not_found'].includes(outcome), outcome)
    })
    outcomes.slice(12).forEach(({ outcome }) => {
      assert.ok(['opened', 'existing', 'conflict'].includes(outcome), outcome)
    })
    assert.ok(count(outcomes, 'existing') <= 1, 'only the pair that won finds its chat')
    assert.equal((await scene.chats.inbox(user, { page: 1, limit: 10 })).total, 1)
  })

  test('numbers racing batches of one chat without a hole, each in its order', async (scene) => {
    const place = await scene.place()
    const batches = Array.from({ length: 30 }, (_, index) =>
      Array.from({ length: 1 + (index % 5) }, (_, i) =>
        i === 2 ? entry(place, 'stranger') : entry(place, i % 2 ? place.user : place.shopper),
      ),
    )
    const answers = await atOnce(30, (index) => send(scene, index, batches[index] ?? []))
    const stored = answers.flatMap(storedOf)
    expectGapless(numbersOf(stored), 1, stored.length)
    assert.equal((await scene.record(place)).head_seq, stored.length)
    for (const [index, outcomes] of answers.entries()) {
      assert.equal(outcomes.length, batches[index]?.length)
      const numbers = numbersOf(storedOf(outcomes))
      assert.deepEqual(
        numbers,
        [...numbers].sort((a, b) => a - b),
      )
    }
    const bySeq = [...stored].sort((a, b) => a.seq - b.seq)
    assert.deepEqual(await scene.log(place), bySeq)
  })

  test('stores racing sends of one key once', async (scene) => {
    const place = await scene.place()
    const keys = Array.from({ length: 20 }, (_, i) => `key-${i}`)
    const answers = await atOnce(16, (index) =>
      send(
        scene,
        index,
        shuffled(keys).map((key) => entry(place, place.user, { key, content: key })),
      ),
    )
    const outcomes = answers.flat()
    assert.equal(count(outcomes, 'stored'), keys.length)
    assert.equal(count(outcomes, 'duplicate'), 15 * keys.length)
    const log = await scene.log(place)
    expectGapless(numbersOf(log), 1, keys.length)
    const byKey = new Map(log.map((message) => [message.client_id, message]))
    for (const outcome of outcomes) {
      assert.ok('message' in outcome, outcome.outcome)
      assert.deepEqual(outcome.message, byKey.get(outcome.message.client_id))
    }
  })

  test('lets one of several bodies under one key win, without a hole', async (scene) => {
    const place = await scene.place()
    const answers = await atOnce(16, (index) =>
      send(scene, index, [
        entry(place, place.user),
        entry(place, place.user, { key: 'contested', content: `body ${index}` }),
        entry(place, place.user),
      ]),
    )
    const outcomes = answers.flat()
    assert.equal(count(outcomes, 'stored'), 33)
    assert.equal(count(outcomes, 'conflict'), 15)
    expectGapless(numbersOf(await scene.log(place)), 1, 33)
  })

  test('carries batches that name the same chats in other orders', async (scene) => {
    const places = await atOnce(6, () => scene.place())
    const answers = await atOnce(20, (index) =>
      send(
        scene,
        index,
        shuffled(places).map((place) => entry(place, place.user, { key: `${index % 10}` })),
      ),
    )
    assert.equal(count(answers.flat(), 'stored'), 60)
    assert.equal(count(answers.flat(), 'duplicate'), 60)
    for (const place of places) expectGapless(numbersOf(await scene.log(place)), 1, 10)
  })

  raceOfChanges(test)
  raceOfReads(test)
}
