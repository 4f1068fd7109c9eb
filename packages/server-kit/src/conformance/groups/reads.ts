import assert from 'node:assert/strict'
import { expectOutcome, expectTime, idsOf } from '../expect'
import { asGuest, everything, markOf, type Place, type Scene } from '../scene'
import type { DeclareTest } from '../suite'

const readTimes = async (scene: Scene, place: Place) =>
  new Map((await scene.log(place)).map(({ id, read_at }) => [id, read_at]))

export function readsGroup(test: DeclareTest): void {
  test('moves the cursor forward, and tells what that covered', async (scene) => {
    const place = await scene.place()
    const mine = await scene.says(place, place.user, 2)
    await scene.says(place, place.shopper, 1)
    const later = await scene.says(place, place.user, 2)
    const before = await scene.record(place)
    const first = await scene.read(place, place.shopper, 2)
    assert.deepEqual(first.message_ids, idsOf(mine))
    assert.equal(first.read_seq, 2)
    assert.equal(first.unread_count, 2)
    assert.equal(first.reads_rev, before.reads_rev + 1)
    expectTime(first.at, 'at')

    const second = await scene.read(place, place.shopper, 5)
    assert.deepEqual(second.message_ids, idsOf(later))
    const { members, reads_rev, head_seq } = await scene.record(place)
    assert.equal(members[1]?.read_seq, 5)
    assert.equal(members[1]?.read_at, second.at)
    assert.equal(members[0]?.read_seq, 0)
    assert.equal(members[0]?.read_at, null)
    assert.equal(reads_rev, before.reads_rev + 2)
    assert.equal(head_seq, 5)
  })

  test('names the membership it was made under', async (scene) => {
    const place = await scene.place()
    await scene.says(place, place.user, 1)
    await scene.revise(place, { remove: [place.user] })
    const { members_rev } = await scene.record(place)
    for (const outcome of ['advanced', 'unchanged'] as const) {
      const mark = await scene.mark(place, place.shopper, 1)
      assert.equal(expectOutcome(mark, outcome).members_rev, members_rev)
    }
  })

  test('never moves back', async (scene) => {
    const place = await scene.place()
    const said = await scene.says(place, place.user, 4)
    const { at, reads_rev } = await scene.read(place, place.shopper, 3)
    for (const to of [0, 1, 3, [said[0]?.id ?? '']]) {
      const answer = expectOutcome(await scene.mark(place, place.shopper, to), 'unchanged')
      assert.equal(answer.read_seq, 3)
      assert.equal(answer.unread_count, 1)
      assert.deepEqual(answer.message_ids, [])
      assert.equal(answer.reads_rev, reads_rev)
    }
    const { members, ...record } = await scene.record(place)
    assert.equal(members[1]?.read_seq, 3)
    assert.equal(members[1]?.read_at, at)
    assert.equal(record.reads_rev, reads_rev)
  })

  test('never moves past the head', async (scene) => {
    const place = await scene.place()
    await scene.says(place, place.user, 2)
    const before = await scene.record(place)
    expectOutcome(await scene.mark(place, place.shopper, 3), 'beyond_head')
    const far = Number.MAX_SAFE_INTEGER
    expectOutcome(await scene.mark(place, place.shopper, far), 'beyond_head')
    const admin = { userId: null, unrestricted: true }
    expectOutcome(await scene.chats.advanceRead(markOf(place, admin, 3)), 'beyond_head')
    assert.deepEqual(await scene.record(place), before)
    assert.equal(await scene.unread(place, place.shopper), 2)
  })

  test('goes to the newest of the messages named, in any order', async (scene) => {
    const place = await scene.place()
    const said = await scene.says(place, place.user, 5)
    const [a, b, c] = [said[1], said[3], said[0]].map((message) => message?.id ?? '')
    const answer = await scene.read(place, place.shopper, [a ?? '', b ?? '', c ?? ''])
    assert.equal(answer.read_seq, 4)
    assert.deepEqual(answer.message_ids, idsOf(said.slice(0, 4)))
  })

  test('goes by the number a message was born with, not by its latest change', async (scene) => {
    const place = await scene.place()
    const said = await scene.says(place, place.user, 3)
    const { id } = await scene.edit(place, said[0]?.id ?? '', 'edited')
    const answer = await scene.read(place, place.shopper, [id])
    assert.equal(answer.read_seq, 1)
    assert.equal(answer.unread_count, 2)
    assert.equal((await scene.read(place, place.shopper, 4)).unread_count, 0)
  })

  test('marks nothing when one of the messages is not there', async (scene) => {
    const [place, other] = [await scene.place(), await scene.place()]
    const own = await scene.say(place, place.user)
    const foreign = await scene.say(other, other.user)
    const late = scene.name('late')
    await scene.add(place, late, 'head')
    await scene.say(place, place.user)
    expectOutcome(await scene.mark(place, place.shopper, [own.id, foreign.id]), 'not_found')
    expectOutcome(await scene.mark(place, place.shopper, ['no-such-message']), 'not_found')
    expectOutcome(await scene.mark(place, late, [own.id]), 'not_found')
    assert.equal((await scene.record(place)).members[1]?.read_seq, 0)
    assert.ok(
      (await scene.log(place)).every(({ read_at }) => read_at === undefined),
      'nothing is stamped',
    )
  })

  test('is hidden from those who are not in the chat', async (scene) => {
    const place = await scene.place()
    await scene.says(place, place.user, 1)
    expectOutcome(await scene.mark(place, scene.name('stranger'), 1), 'not_found')
    expectOutcome(await scene.mark(place, scene.name('stranger'), 99), 'not_found')
    expectOutcome(await scene.mark(scene.nowhere(), place.user, 0), 'not_found')
    const anyone = markOf(scene.nowhere(), everything, 0)
    expectOutcome(await scene.chats.advanceRead(anyone), 'not_found')
  })

  test('stamps a message once, by the first other member', async (scene) => {
    const place = await scene.place()
    const third = scene.name('third')
    await scene.add(place, third)
    const said = await scene.says(place, place.user, 3)
    await scene.read(place, place.user, 4)
    assert.ok(
      said.every(({ read_at }) => read_at === undefined),
      'nothing is born read',
    )
    const unread = await readTimes(scene, place)
    assert.ok(
      said.every(({ id }) => unread.get(id) === undefined),
      'nobody stamps their own',
    )

    const first = await scene.read(place, place.shopper, 3)
    await scene.tick()
    const second = await scene.read(place, third, 4)
    assert.notEqual(first.at, second.at)
    const stamped = await readTimes(scene, place)
    assert.deepEqual(
      said.map(({ id }) => stamped.get(id)),
      [first.at, first.at, second.at],
    )
    assert.deepEqual(second.message_ids, idsOf(said))
    await scene.tick()
    await scene.read(place, place.shopper, 4)
    assert.deepEqual(await readTimes(scene, place), stamped)
  })

  test('leaves the numbers of the log as they are', async (scene) => {
    const place = await scene.place()
    const said = await scene.says(place, place.user, 2)
    const { at } = await scene.read(place, place.shopper, 2)
    assert.deepEqual(
      await scene.log(place),
      said.map((message) => ({ ...message, read_at: at })),
    )
    const edited = await scene.edit(place, said[0]?.id ?? '', 'edited')
    assert.equal(edited.read_at, at)
  })

  test('does nothing for one who is no member', async (scene) => {
    const place = await scene.place()
    const said = await scene.says(place, place.user, 2)
    const admin = { userId: scene.name('admin'), unrestricted: true }
    await scene.say(place, asGuest(admin.userId))
    const before = await scene.record(place)
    for (const to of [2, idsOf(said)]) {
      const answer = expectOutcome(
        await scene.chats.advanceRead(markOf(place, admin, to)),
        'unchanged',
      )
      assert.deepEqual(answer.message_ids, [])
      assert.equal(answer.unread_count, 0)
    }
    assert.ok(
      (await scene.log(place)).every(({ read_at }) => read_at === undefined),
      'nothing is stamped',
    )
    assert.deepEqual(await scene.record(place), before)
    const member = { userId: place.shopper, unrestricted: true }
    expectOutcome(await scene.chats.advanceRead(markOf(place, member, 2)), 'advanced')
  })

  test('names the newest 200 of a long stretch', async (scene) => {
    const place = await scene.place()
    const said = await scene.says(place, place.user, 230)
    const answer = await scene.read(place, place.shopper, 230)
    assert.deepEqual(answer.message_ids, idsOf(said.slice(-200)))
    assert.equal(answer.unread_count, 0)
    const stamped = await readTimes(scene, place)
    assert.ok(
      said.every(({ id }) => stamped.get(id) === answer.at),
      'all are stamped, also those not named',
    )
  })

  test('marks in a closed chat too', async (scene) => {
    const place = await scene.place()
    await scene.says(place, place.user, 1)
    await scene.status(place, 'closed')
    assert.equal((await scene.read(place, place.shopper, 2)).unread_count, 0)
  })
}
