import assert from 'node:assert/strict'
import type { AmendFacts } from '../../core/chat/port'
import { expectOutcome, expectTime, present } from '../expect'
import type { DeclareTest } from '../suite'

export function amendGroup(test: DeclareTest): void {
  test('edits under the next number, in the place the message was born', async (scene) => {
    const place = await scene.place()
    const before = await scene.say(place, place.user, { metadata: { a: 1 }, key: 'k' })
    await scene.say(place, place.shopper)
    await scene.tick()
    const edited = await scene.edit(place, before.id, 'edited')
    const { edited_at, ...rest } = edited
    assert.deepEqual(rest, { ...before, content: 'edited', changed_seq: 3 })
    expectTime(edited_at, 'edited_at')
    assert.notEqual(edited_at, before.created_at)
    assert.deepEqual(await scene.message(place, before.id), edited)
    assert.equal((await scene.record(place)).head_seq, 3)
    assert.equal((await scene.edit(place, before.id, 'again')).changed_seq, 4)
    assert.equal((await scene.say(place, place.user)).seq, 5)
  })

  test('leaves a tombstone of a deleted message', async (scene) => {
    const place = await scene.place()
    const answered = await scene.say(place, place.shopper)
    const said = await scene.say(place, place.user, {
      type: 'image',
      attachment_url: 'https://example.com/a.jpg',
      attachment_type: 'image/jpeg',
      attachment_width: 10,
      attachment_height: 10,
      metadata: { a: 1 },
      key: 'k',
      reply_to: answered.id,
    })
    await scene.react(place, said.id, [{ emoji: '👍', count: 1, user_ids: [place.shopper] }])
    const { deleted_at, ...tombstone } = await scene.erase(place, said.id)
    expectTime(deleted_at, 'deleted_at')
    assert.deepEqual(tombstone, {
      id: said.id,
      chat_id: place.chatId,
      seq: 2,
      changed_seq: 4,
      sender_id: place.user,
      sender_role: 'user',
      type: 'image',
      content: '',
      client_id: 'k',
      reply_to: answered.id,
      reply_to_seq: 1,
      created_at: said.created_at,
    })
    assert.deepEqual(await scene.message(place, said.id), { ...tombstone, deleted_at })
  })

  test('replaces the reactions, and drops the field with the last', async (scene) => {
    const place = await scene.place()
    const said = await scene.say(place, place.user)
    const reactions = [
      { emoji: '👍', count: 2, user_ids: [place.user, place.shopper] },
      { emoji: ':done:', count: 1, user_ids: [place.user] },
    ]
    const reacted = await scene.react(place, said.id, reactions)
    assert.deepEqual(reacted, { ...said, changed_seq: 2, reactions })
    assert.deepEqual(await scene.message(place, said.id), reacted)
    const without = await scene.react(place, said.id, [])
    assert.deepEqual(without, { ...said, changed_seq: 3 })
    assert.deepEqual(await scene.log(place), [without])
  })

  test('takes no number and writes nothing when nothing is to change', async (scene) => {
    const place = await scene.place()
    const said = await scene.say(place, place.user)
    const before = await scene.record(place)
    const kept = expectOutcome(await scene.amend(place, said.id, { kind: 'keep' }), 'unchanged')
    assert.deepEqual(kept.message, said)
    const refusal = { kind: 'refuse', code: 'edit_window_over' } as const
    const refused = expectOutcome(await scene.amend(place, said.id, refusal), 'refused')
    assert.equal(refused.code, 'edit_window_over')
    assert.deepEqual(await scene.record(place), before)
    assert.deepEqual(await scene.log(place), [said])
    assert.equal((await scene.say(place, place.user)).seq, 2)
  })

  test('decides on what is true at the lock', async (scene) => {
    const place = await scene.place()
    const said = await scene.say(place, place.user)
    await scene.status(place, 'closed')
    const edited = await scene.edit(place, said.id, 'edited')
    const seen: AmendFacts[] = []
    const look = (userId: string | null) =>
      scene.chats.amend(
        { chat_id: place.chatId, message_id: said.id, userId },
        (facts: AmendFacts) => {
          seen.push(facts)
          return { kind: 'keep' }
        },
      )
    await look(place.shopper)
    const facts = present(seen.at(-1), 'the facts')
    const chat = await scene.record(place)
    assert.deepEqual(facts.message, edited)
    assert.equal(facts.chat.id, place.chatId)
    assert.equal(facts.chat.status, 'closed')
    assert.equal(facts.chat.head_seq, 3)
    assert.deepEqual(facts.member, chat.members[1])
    assert.ok(facts.now >= Date.parse(said.created_at), 'the clock stands before the message')

    await look(scene.name('stranger'))
    assert.equal(seen.at(-1)?.member, null)
    await look(null)
    assert.equal(seen.at(-1)?.member, null)
    await scene.remove(place, place.shopper)
    await look(place.shopper)
    assert.equal(seen.at(-1)?.member, null)
  })

  test('tells with which membership a change was numbered', async (scene) => {
    const place = await scene.place()
    const said = await scene.say(place, place.user)
    const { chat } = await scene.add(place, scene.name('late'))
    const edit = { kind: 'edit', content: 'edited' } as const
    const outcome = expectOutcome(await scene.amend(place, said.id, edit), 'changed')
    assert.equal(outcome.members_rev, chat.members_rev)
  })

  test('finds no message of another chat', async (scene) => {
    const [place, other] = [await scene.place(), await scene.place()]
    const foreign = await scene.say(other, other.user)
    const erase = { kind: 'delete' } as const
    expectOutcome(await scene.amend(place, foreign.id, erase), 'not_found')
    expectOutcome(await scene.amend(place, 'no-such-message', erase), 'not_found')
    expectOutcome(await scene.amend(scene.nowhere(), foreign.id, erase), 'not_found')
    assert.deepEqual(await scene.log(other), [foreign])
    assert.equal((await scene.record(place)).head_seq, 0)
  })

  test('writes nothing when the decision fails', async (scene) => {
    const place = await scene.place()
    const said = await scene.say(place, place.user)
    const target = { chat_id: place.chatId, message_id: said.id, userId: place.user }
    await assert.rejects(
      scene.chats.amend(target, () => {
        throw new Error('no decision')
      }),
    )
    assert.equal((await scene.say(place, place.user)).seq, 2)
    assert.deepEqual((await scene.log(place))[0], said)
  })
}
