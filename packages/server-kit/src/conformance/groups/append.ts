import assert from 'node:assert/strict'
import { expectGapless, expectOutcome, expectTime, idsOf, numbersOf } from '../expect'
import { asGuest, entry, everything, system } from '../scene'
import type { DeclareTest } from '../suite'

export function appendGroup(test: DeclareTest): void {
  test('numbers a batch in the order given, each chat on its own', async (scene) => {
    const [a, b] = [await scene.place(), await scene.place()]
    const batch = [a, b, a, a, b].map((place) => entry(place, place.user))
    const outcomes = await scene.chats.append(batch)
    const stored = outcomes.map((outcome) => expectOutcome(outcome, 'stored').message)
    assert.deepEqual(
      idsOf(stored),
      batch.map(({ draft }) => draft.id),
    )
    assert.deepEqual(numbersOf(stored), [1, 1, 2, 3, 2])
    assert.deepEqual(
      stored.map(({ seq }) => seq),
      [1, 1, 2, 3, 2],
    )
    assert.equal((await scene.record(a)).head_seq, 3)
    assert.equal((await scene.record(b)).head_seq, 2)
    const next = await scene.say(a, a.shopper)
    assert.equal(next.seq, 4)
  })

  test('keeps what was said to the letter, and adds no field', async (scene) => {
    const place = await scene.place()
    const bare = await scene.say(place, place.user, { content: 'x' })
    const full = await scene.say(place, place.user, {
      type: 'image',
      content: `"'; drop table chats; --\\ \n\t %_ ${'長'.repeat(10_000)} 👩‍👩‍👧`,
      attachment_url: 'https://example.com/a.jpg?b=%20',
      attachment_type: 'image/jpeg',
      attachment_width: 1200,
      attachment_height: 800,
      metadata: { b: [1, 2.5, null, true, { 'ключ "\\': '値' }], a: {}, list: [] },
      key: "k'1",
      reply_to: bare.id,
    })
    const { created_at, ...rest } = bare
    assert.deepEqual(rest, {
      id: bare.id,
      chat_id: place.chatId,
      seq: 1,
      changed_seq: 1,
      sender_id: place.user,
      sender_role: 'user',
      type: 'text',
      content: 'x',
    })
    expectTime(created_at, 'created_at')
    assert.deepEqual(full, {
      id: full.id,
      chat_id: place.chatId,
      seq: 2,
      changed_seq: 2,
      sender_id: place.user,
      sender_role: 'user',
      type: 'image',
      content: `"'; drop table chats; --\\ \n\t %_ ${'長'.repeat(10_000)} 👩‍👩‍👧`,
      attachment_url: 'https://example.com/a.jpg?b=%20',
      attachment_type: 'image/jpeg',
      attachment_width: 1200,
      attachment_height: 800,
      metadata: { b: [1, 2.5, null, true, { 'ключ "\\': '値' }], a: {}, list: [] },
      client_id: "k'1",
      reply_to: bare.id,
      reply_to_seq: 1,
      created_at: full.created_at,
    })
    assert.deepEqual(await scene.log(place), [bare, full])
  })

  test("takes the sender's role from their place in the chat", async (scene) => {
    const place = await scene.place()
    const roleOf = async (author: Parameters<typeof entry>[1]) =>
      (await scene.say(place, author)).sender_role
    assert.equal(await roleOf(place.user), 'user')
    assert.equal(await roleOf(place.shopper), 'shopper')
    assert.equal(await roleOf(asGuest(place.shopper, 'admin')), 'shopper')
    assert.equal(await roleOf(asGuest('someone', 'admin')), 'admin')
    assert.equal(await roleOf(asGuest('robot', 'bot')), 'bot')
    assert.equal(await roleOf(system), 'system')
    assert.deepEqual(
      (await scene.log(place)).map(({ sender_id }) => sender_id),
      [place.user, place.shopper, place.shopper, 'someone', 'robot', null],
    )
  })

  test('refuses those who are not in the chat, and chats that are not there', async (scene) => {
    const place = await scene.place()
    const late = scene.name('late')
    await scene.add(place, late)
    await scene.remove(place, late)
    const nowhere = scene.nowhere()
    const outcomes = await scene.chats.append([
      entry(place, scene.name('stranger')),
      entry(place, late),
      entry(nowhere, nowhere.user),
      entry(nowhere, system),
      entry(nowhere, asGuest('admin-1')),
    ])
    for (const outcome of outcomes) expectOutcome(outcome, 'not_found')
    assert.equal((await scene.record(place)).head_seq, 2)
  })

  test('refuses a closed chat to all but the host', async (scene) => {
    const place = await scene.place()
    await scene.status(place, 'closed')
    const outcomes = await scene.chats.append([
      entry(place, place.user),
      entry(place, asGuest('admin-1')),
      entry(place, system),
      entry(place, system, { evenIfClosed: true }),
    ])
    for (const outcome of outcomes.slice(0, 3)) expectOutcome(outcome, 'closed')
    assert.equal(expectOutcome(outcomes[3], 'stored').message.seq, 2)
    await scene.status(place, 'active')
    assert.equal((await scene.say(place, place.user)).seq, 4)
  })

  test('gives a refused message no number, wherever it stands in its batch', async (scene) => {
    const [place, closed] = [await scene.place(), await scene.place()]
    await scene.status(closed, 'closed')
    const outcomes = await scene.chats.append([
      entry(place, 'stranger'),
      entry(place, place.user),
      entry(closed, closed.user),
      entry(place, place.user, { reply_to: 'no-such-message' }),
      entry(place, place.shopper),
      entry(place, 'stranger'),
    ])
    assert.deepEqual(
      outcomes.map(({ outcome }) => outcome),
      ['not_found', 'stored', 'closed', 'no_reply_target', 'stored', 'not_found'],
    )
    assert.equal((await scene.say(place, place.user)).seq, 3)
    expectGapless(numbersOf(await scene.log(place)), 1, 3)
  })

  test('answers with the message a reply answers, if its author sees it', async (scene) => {
    const [place, other] = [await scene.place(), await scene.place()]
    const early = await scene.say(place, place.user)
    const elsewhere = await scene.say(other, other.user)
    const late = scene.name('late')
    await scene.add(place, late, 'head')

    const reply = await scene.say(place, place.shopper, { reply_to: early.id })
    assert.equal(reply.reply_to, early.id)
    assert.equal(reply.reply_to_seq, 1)
    assert.equal((await scene.say(place, late, { reply_to: reply.id })).reply_to_seq, 3)
    assert.equal((await scene.say(place, system, { reply_to: early.id })).reply_to_seq, 1)
    assert.equal((await scene.say(place, asGuest('a'), { reply_to: early.id })).reply_to_seq, 1)

    const refused = await scene.chats.append([
      entry(place, place.user, { reply_to: elsewhere.id }),
      entry(place, place.user, { reply_to: 'no-such-message' }),
      entry(place, late, { reply_to: early.id }),
    ])
    for (const outcome of refused) expectOutcome(outcome, 'no_reply_target')
    assert.equal((await scene.record(place)).head_seq, 6)
  })

  test('tells with which membership a message was numbered', async (scene) => {
    const place = await scene.place()
    const membersRev = async () => {
      const [outcome] = await scene.chats.append([entry(place, place.user)])
      return expectOutcome(outcome, 'stored').members_rev
    }
    assert.equal(await membersRev(), (await scene.record(place)).members_rev)
    const { chat } = await scene.add(place, scene.name('late'))
    assert.equal(await membersRev(), chat.members_rev)
  })

  test('stores large batches over many chats', async (scene) => {
    const places = await Promise.all(Array.from({ length: 20 }, () => scene.place()))
    const batch = Array.from({ length: 15 }, () => places.map((p) => entry(p, p.user))).flat()
    const outcomes = await scene.chats.append(batch)
    assert.deepEqual(
      outcomes.map((outcome) => expectOutcome(outcome, 'stored').message.id),
      batch.map(({ draft }) => draft.id),
    )
    for (const place of places) {
      const sent = batch.filter(({ chat_id }) => chat_id === place.chatId)
      const log = await scene.log(place)
      assert.deepEqual(
        idsOf(log),
        sent.map(({ draft }) => draft.id),
      )
      assert.deepEqual(
        numbersOf(log),
        Array.from({ length: 15 }, (_, i) => i + 1),
      )
    }
  })

  test('takes an empty batch for what it is', async (scene) => {
    assert.deepEqual(await scene.chats.append([]), [])
  })

  test('gives out nothing by which its content could be changed', async (scene) => {
    const place = await scene.place()
    const metadata = { nested: { value: 1 } }
    const sent = await scene.say(place, place.user, { content: 'kept', metadata })
    metadata.nested.value = 2
    vandalize(sent)
    const found = await scene.chats.find({ chat_id: place.chatId }, everything)
    if (found !== null) vandalize(found)

    const [message] = await scene.log(place)
    assert.equal(message?.content, 'kept')
    assert.deepEqual(message?.metadata, { nested: { value: 1 } })
    assert.deepEqual(
      (await scene.record(place)).members.map(({ user_id }) => user_id),
      [place.user, place.shopper],
    )
  })
}

/** Writes over everything it can reach; a frozen answer refuses that, which is as good as a copy. */
function vandalize(target: object): void {
  for (const [key, value] of Object.entries(target) as [string, unknown][]) {
    if (typeof value === 'object' && value !== null) vandalize(value)
    Reflect.set(target, key, 'overwritten')
  }
}
