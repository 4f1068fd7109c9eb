import assert from 'node:assert/strict'
import { present } from '../expect'
import { asGuest, everything, eyesOf, system, type Place, type Scene } from '../scene'
import type { DeclareTest } from '../suite'

/** The three counts a person meets: inbox, catch-up and read mark must say the same. */
async function unread(scene: Scene, place: Place, userId: string): Promise<number> {
  const count = await scene.unread(place, userId)
  const { unread_count } = await scene.since(place, 0, { reader: eyesOf(userId) })
  assert.equal(unread_count, count, 'catch-up and inbox count differently')
  const mark = await scene.mark(place, userId, 0)
  assert.ok(mark.outcome === 'unchanged', mark.outcome)
  assert.equal(mark.unread_count, count, 'a read mark and the inbox count differently')
  return count
}

export function unreadGroup(test: DeclareTest): void {
  test('counts what others said, not what one said oneself', async (scene) => {
    const place = await scene.place()
    await scene.says(place, place.user, 3)
    await scene.says(place, place.shopper, 2)
    assert.equal(await unread(scene, place, place.user), 2)
    assert.equal(await unread(scene, place, place.shopper), 3)
  })

  test('counts guests and bots, order updates and receipts, no other system message', async (scene) => {
    const place = await scene.place()
    await scene.say(place, asGuest('admin-1'))
    await scene.say(place, asGuest('robot', 'bot'), { type: 'system' })
    await scene.say(place, system, { type: 'system' })
    await scene.say(place, system, { type: 'text' })
    assert.equal(await unread(scene, place, place.user), 2)
    await scene.say(place, system, { type: 'order_update' })
    await scene.say(place, system, { type: 'receipt_shared' })
    assert.equal(await unread(scene, place, place.user), 4)
    await scene.status(place, 'closed')
    await scene.status(place, 'active')
    await scene.add(place, scene.name('late'))
    assert.equal(await unread(scene, place, place.user), 4)
  })

  test('goes down by what a read mark passes', async (scene) => {
    const place = await scene.place()
    await scene.says(place, place.user, 2)
    await scene.says(place, place.shopper, 2)
    await scene.says(place, place.user, 3)
    const after = async (seq: number) => (await scene.read(place, place.shopper, seq)).unread_count
    assert.equal(await after(1), 4)
    assert.equal(await after(3), 3)
    assert.equal(await after(6), 1)
    assert.equal(await unread(scene, place, place.shopper), 1)
    assert.equal(await after(7), 0)
    await scene.says(place, place.user, 1)
    assert.equal(await unread(scene, place, place.shopper), 1)
  })

  test('is not touched by sending', async (scene) => {
    const place = await scene.place()
    await scene.says(place, place.user, 3)
    await scene.says(place, place.shopper, 1)
    assert.equal(await unread(scene, place, place.shopper), 3)
    assert.equal((await scene.record(place)).members[1]?.read_seq, 0)
  })

  test('goes down with the deletion of what one had not read, for them alone', async (scene) => {
    const place = await scene.place()
    const third = scene.name('third')
    await scene.add(place, third)
    const said = await scene.says(place, place.user, 4)
    await scene.read(place, third, 3)
    const counts = async () => [
      await unread(scene, place, place.user),
      await unread(scene, place, place.shopper),
      await unread(scene, place, third),
    ]
    assert.deepEqual(await counts(), [0, 4, 2])
    await scene.erase(place, said[0]?.id ?? '')
    assert.deepEqual(await counts(), [0, 3, 2])
    await scene.erase(place, said[3]?.id ?? '')
    assert.deepEqual(await counts(), [0, 2, 1])
    await scene.read(place, place.shopper, 3)
    assert.deepEqual(await counts(), [0, 1, 1])
    await scene.erase(place, said[2]?.id ?? '')
    assert.deepEqual(await counts(), [0, 0, 0])
    await scene.says(place, place.user, 1)
    assert.deepEqual(await counts(), [0, 1, 1])
  })

  test('is not touched by the deletion of own and of uncounted messages', async (scene) => {
    const place = await scene.place()
    await scene.says(place, place.user, 2)
    const own = await scene.say(place, place.shopper)
    const uncounted = await scene.say(place, system, { type: 'system' })
    await scene.erase(place, own.id)
    await scene.erase(place, uncounted.id)
    assert.equal(await unread(scene, place, place.shopper), 2)
    assert.equal(await unread(scene, place, place.user), 0)
  })

  test('is not touched by edits and reactions', async (scene) => {
    const place = await scene.place()
    const [one, two] = await scene.says(place, place.user, 2)
    await scene.read(place, place.shopper, 1)
    await scene.edit(place, present(one, 'one').id, 'edited')
    await scene.react(place, present(two, 'two').id, [
      { emoji: '👍', count: 1, user_ids: [place.user] },
    ])
    assert.equal(await unread(scene, place, place.shopper), 1)
  })

  test('starts at nothing for a late member, whatever they see', async (scene) => {
    const place = await scene.place()
    const said = await scene.says(place, place.user, 5)
    for (const sees of ['all', 'head', 3] as const) {
      const late = scene.name('late')
      await scene.add(place, late, sees)
      assert.equal(await unread(scene, place, late), 0)
      await scene.says(place, place.user, 2)
      await scene.say(place, late)
      assert.equal(await unread(scene, place, late), 2)
      await scene.erase(place, said.pop()?.id ?? '')
      assert.equal(await unread(scene, place, late), 2)
    }
  })

  test('does not count what is hidden from a member', async (scene) => {
    const place = await scene.place()
    const late = scene.name('late')
    const { message } = await scene.add(place, late, 4)
    assert.equal(message.seq, 1)
    const said = await scene.says(place, place.user, 4)
    assert.equal(await unread(scene, place, late), 2)
    await scene.erase(place, said[0]?.id ?? '')
    assert.equal(await unread(scene, place, late), 2)
    const { message_ids, unread_count } = await scene.read(place, late, 4)
    assert.deepEqual(message_ids, [said[2]?.id])
    assert.equal(unread_count, 1)
  })

  test('stays exact through a long and mixed conversation', async (scene) => {
    const place = await scene.place()
    const people = [place.user, place.shopper]
    for (let round = 0; round < 12; round++) {
      const [speaker = '', listener = ''] = round % 2 === 0 ? people : [...people].reverse()
      const said = await scene.says(place, speaker, 1 + (round % 3))
      await scene.say(place, system, { type: round % 4 === 0 ? 'order_update' : 'system' })
      if (round % 3 === 0) await scene.erase(place, said[0]?.id ?? '')
      if (round % 5 === 4) await scene.read(place, listener, said[0]?.seq ?? 0)
      const log = await scene.log(place)
      for (const userId of people) {
        const { members } = await scene.record(place)
        const readSeq = members.find(({ user_id }) => user_id === userId)?.read_seq ?? 0
        const wanted = log.filter(
          ({ seq, sender_id, deleted_at, sender_role, type }) =>
            seq > readSeq &&
            sender_id !== userId &&
            deleted_at === undefined &&
            (sender_role !== 'system' || type !== 'system'),
        )
        assert.equal(await unread(scene, place, userId), wanted.length, `in round ${round}`)
      }
    }
  })

  test('is nothing to one who only looks', async (scene) => {
    const place = await scene.place()
    await scene.says(place, place.user, 2)
    assert.equal((await scene.since(place, 0, { reader: everything })).unread_count, 0)
  })
}
