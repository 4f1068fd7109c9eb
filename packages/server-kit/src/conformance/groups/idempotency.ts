import assert from 'node:assert/strict'
import { expectGapless, expectOutcome, numbersOf, present } from '../expect'
import { as, asGuest, entry, system } from '../scene'
import type { DeclareTest } from '../suite'

export function idempotencyGroup(test: DeclareTest): void {
  test('answers the same key and body with the same message, and takes no number', async (scene) => {
    const place = await scene.place()
    const stored = await scene.say(place, place.user, { key: 'k' })
    const [again] = await scene.chats.append([entry(place, place.user, { key: 'k' })])
    assert.deepEqual(expectOutcome(again, 'duplicate').message, stored)
    assert.equal((await scene.say(place, place.user)).seq, 2)
    assert.equal((await scene.log(place)).length, 2)
  })

  test('finds the duplicates inside one batch', async (scene) => {
    const place = await scene.place()
    const keyed = (key: string, content = 'はい') => entry(place, place.user, { key, content })
    const outcomes = await scene.chats.append([
      keyed('a'),
      keyed('a'),
      keyed('b'),
      keyed('a', 'another body'),
      keyed('a'),
      keyed('c'),
    ])
    assert.deepEqual(
      outcomes.map(({ outcome }) => outcome),
      ['stored', 'duplicate', 'stored', 'conflict', 'duplicate', 'stored'],
    )
    const first = expectOutcome(outcomes[0], 'stored').message
    assert.deepEqual(expectOutcome(outcomes[1], 'duplicate').message, first)
    assert.deepEqual(expectOutcome(outcomes[4], 'duplicate').message, first)
    const log = await scene.log(place)
    expectGapless(numbersOf(log), 1, 3)
    assert.deepEqual(
      log.map(({ client_id }) => client_id),
      ['a', 'b', 'c'],
    )
  })

  test('refuses the same key for another body, and leaves the message as it was', async (scene) => {
    const place = await scene.place()
    const stored = await scene.say(place, place.user, { key: 'k', content: 'one' })
    const [other] = await scene.chats.append([
      entry(place, place.user, { key: 'k', content: 'two' }),
    ])
    expectOutcome(other, 'conflict')
    assert.deepEqual(await scene.log(place), [stored])
    assert.equal((await scene.record(place)).head_seq, 1)
  })

  test('keeps the keys of senders apart, the system being one of them', async (scene) => {
    const place = await scene.place()
    const authors = [as(place.user), as(place.shopper), system, asGuest('system')]
    const outcomes = await scene.chats.append(
      authors.map((author) => entry(place, author, { key: 'k' })),
    )
    for (const outcome of outcomes) expectOutcome(outcome, 'stored')
    const again = await scene.chats.append(
      authors.map((author) => entry(place, author, { key: 'k' })),
    )
    assert.deepEqual(
      again.map((outcome) => expectOutcome(outcome, 'duplicate').message.seq),
      [1, 2, 3, 4],
    )
  })

  test('keeps the keys of chats apart', async (scene) => {
    const [one, two] = [await scene.place(), await scene.place()]
    const person = scene.name('both')
    await scene.add(one, person)
    await scene.add(two, person)
    const outcomes = await scene.chats.append(
      [one, two].map((place) => entry(place, person, { key: 'k' })),
    )
    for (const outcome of outcomes) expectOutcome(outcome, 'stored')
  })

  test('knows a sender by who they are, member or not', async (scene) => {
    const place = await scene.place()
    const admin = scene.name('admin')
    const stored = await scene.say(place, asGuest(admin), { key: 'k' })
    await scene.add(place, admin)
    const [again] = await scene.chats.append([entry(place, admin, { key: 'k' })])
    assert.deepEqual(expectOutcome(again, 'duplicate').message, stored)
  })

  test('goes by the body first sent, and answers the message as it is now', async (scene) => {
    const place = await scene.place()
    const say = { key: 'k', content: 'as sent', metadata: { a: 1 } }
    const { id } = await scene.say(place, place.user, say)
    const edited = await scene.edit(place, id, 'as edited')
    const retry = async (changes = {}) => {
      const [outcome] = await scene.chats.append([entry(place, place.user, { ...say, ...changes })])
      return present(outcome, 'the outcome')
    }
    assert.deepEqual(expectOutcome(await retry(), 'duplicate').message, edited)
    expectOutcome(await retry({ content: 'as edited' }), 'conflict')
    const tombstone = await scene.erase(place, id)
    assert.deepEqual(expectOutcome(await retry(), 'duplicate').message, tombstone)
    assert.equal((await scene.record(place)).head_seq, 3)
  })

  test('answers a retry after the chat was closed, but not after the removal', async (scene) => {
    const place = await scene.place()
    const stored = await scene.say(place, place.shopper, { key: 'k' })
    await scene.status(place, 'closed')
    const [retried, other, fresh] = await scene.chats.append([
      entry(place, place.shopper, { key: 'k' }),
      entry(place, place.shopper, { key: 'k', content: 'another body' }),
      entry(place, place.shopper, { key: 'new' }),
    ])
    assert.deepEqual(expectOutcome(retried, 'duplicate').message, stored)
    expectOutcome(other, 'conflict')
    expectOutcome(fresh, 'closed')
    await scene.remove(place, place.shopper)
    const [removed] = await scene.chats.append([entry(place, place.shopper, { key: 'k' })])
    expectOutcome(removed, 'not_found')
  })

  test('lets a key be used again that only a refused message had', async (scene) => {
    const place = await scene.place()
    const keyed = entry(place, place.user, { key: 'k', reply_to: 'no-such-message' })
    const [refused] = await scene.chats.append([keyed])
    expectOutcome(refused, 'no_reply_target')
    assert.equal((await scene.say(place, place.user, { key: 'k' })).seq, 1)
  })

  test('stores the same body twice where there is no key', async (scene) => {
    const place = await scene.place()
    const outcomes = await scene.chats.append([entry(place, place.user), entry(place, place.user)])
    assert.deepEqual(
      outcomes.map((outcome) => expectOutcome(outcome, 'stored').message.seq),
      [1, 2],
    )
  })
}
