import assert from 'node:assert/strict'
import { newId } from '../../core/ids'
import { expectOutcome, expectTime, present } from '../expect'
import { as, asGuest, everything, eyesOf, note, opening, system } from '../scene'
import type { DeclareTest } from '../suite'

export function openGroup(test: DeclareTest): void {
  test('opens the chat of an order with its two people, at number 0', async (scene) => {
    const place = scene.nowhere()
    const { chat, message } = expectOutcome(await scene.chats.open(opening(place)), 'opened')

    const { created_at, updated_at, members_rev, reads_rev, members, ...rest } = chat
    assert.deepEqual(rest, {
      id: place.chatId,
      order_id: place.orderId,
      user_id: place.user,
      shopper_id: place.shopper,
      status: 'active',
      head_seq: 0,
      floor_seq: 0,
    })
    const fresh = { read_seq: 0, read_at: null, muted_until: null, visible_from_seq: 0 }
    assert.deepEqual(members, [
      { user_id: place.user, role: 'user', ...fresh },
      { user_id: place.shopper, role: 'shopper', ...fresh },
    ])
    expectTime(created_at, 'created_at')
    expectTime(updated_at, 'updated_at')
    assert.ok(
      Number.isInteger(members_rev) && Number.isInteger(reads_rev),
      'revisions are whole numbers',
    )
    assert.equal(message, null)
    assert.deepEqual(await scene.record(place), chat)
  })

  test('stores the first message as number 1, from its place in the chat', async (scene) => {
    const [byShopper, byHost, byAdmin] = [scene.nowhere(), scene.nowhere(), scene.nowhere()]
    const first = { id: newId(), type: 'text', content: 'こんにちは' }
    const opened = expectOutcome(
      await scene.chats.open(
        opening(byShopper, { first: { author: as(byShopper.shopper), draft: first } }),
      ),
      'opened',
    )
    const { created_at, ...message } = present(opened.message, 'the first message')
    assert.deepEqual(message, {
      ...first,
      chat_id: byShopper.chatId,
      seq: 1,
      changed_seq: 1,
      sender_id: byShopper.shopper,
      sender_role: 'shopper',
    })
    expectTime(created_at, 'created_at')
    assert.equal(opened.chat.head_seq, 1)
    assert.deepEqual(await scene.log(byShopper), [opened.message])
    assert.equal(await scene.unread(byShopper, byShopper.user), 1)
    assert.equal(await scene.unread(byShopper, byShopper.shopper), 0)

    const hosts = await scene.chats.open(
      opening(byHost, { first: { author: system, draft: note() } }),
    )
    assert.equal(expectOutcome(hosts, 'opened').message?.sender_role, 'system')
    assert.equal(expectOutcome(hosts, 'opened').message?.sender_id, null)
    const admins = await scene.chats.open(
      opening(byAdmin, { first: { author: asGuest('admin-1'), draft: note() } }),
    )
    assert.equal(expectOutcome(admins, 'opened').message?.sender_role, 'admin')
    assert.equal(expectOutcome(admins, 'opened').message?.sender_id, 'admin-1')
  })

  test('answers a member with the chat the order has, and stores nothing again', async (scene) => {
    const place = await scene.place()
    await scene.say(place, place.user)
    const again = opening(place, {
      id: newId(),
      reader: eyesOf(place.shopper),
      first: { author: as(place.shopper), draft: note() },
    })
    const { chat } = expectOutcome(await scene.chats.open(again), 'existing')
    assert.deepEqual(chat, await scene.record(place))
    assert.equal(chat.id, place.chatId)
    assert.equal(chat.head_seq, 1)
    assert.equal(await scene.chats.find({ chat_id: again.id }, everything), null)
  })

  test('has one chat for an order, a closed one included', async (scene) => {
    const place = await scene.place()
    await scene.status(place, 'closed')
    const answer = await scene.chats.open(opening(place, { id: newId() }))
    assert.equal(expectOutcome(answer, 'existing').chat.status, 'closed')
  })

  test('hides the chat of an order from those who are not in it', async (scene) => {
    const place = await scene.place()
    const stranger = scene.name('stranger')
    const asTheirs = opening(place, { id: newId(), reader: eyesOf(stranger), shopper_id: stranger })
    expectOutcome(await scene.chats.open(asTheirs), 'not_found')
    expectOutcome(
      await scene.chats.open(opening(place, { id: newId(), reader: eyesOf(stranger) })),
      'not_found',
    )
    assert.equal((await scene.record(place)).shopper_id, place.shopper)
  })

  test('answers conflict when the order has other participants', async (scene) => {
    const place = await scene.place()
    const others = opening(place, { id: newId(), shopper_id: scene.name('shopper') })
    expectOutcome(await scene.chats.open(others), 'conflict')
    expectOutcome(await scene.chats.open({ ...others, reader: everything }), 'conflict')
    expectOutcome(
      await scene.chats.open(opening(place, { id: newId(), reader: everything })),
      'existing',
    )
  })

  test('finds a chat by its id and by its order, for those who may see it', async (scene) => {
    const place = await scene.place()
    const chat = await scene.record(place)
    const refs = [
      { chat_id: place.chatId },
      { order_id: place.orderId },
      { any: place.chatId },
      { any: place.orderId },
    ]
    for (const ref of refs) {
      assert.deepEqual(await scene.chats.find(ref, eyesOf(place.shopper)), chat)
      assert.deepEqual(await scene.chats.find(ref, everything), chat)
      assert.equal(await scene.chats.find(ref, eyesOf(scene.name('stranger'))), null)
      assert.equal(await scene.chats.find(ref, { userId: null, unrestricted: false }), null)
    }
    assert.equal(await scene.chats.find({ chat_id: place.orderId }, everything), null)
    assert.equal(await scene.chats.find({ order_id: place.chatId }, everything), null)
    assert.equal(await scene.chats.find({ any: scene.name('nothing') }, everything), null)
  })

  test("tries a name as a chat's id first, then as an order's", async (scene) => {
    const place = await scene.place()
    const namedLikeIt = { ...scene.nowhere(), orderId: place.chatId }
    expectOutcome(await scene.chats.open(opening(namedLikeIt)), 'opened')
    const found = await scene.chats.find({ any: place.chatId }, everything)
    assert.equal(found?.id, place.chatId)
  })

  test('counts chats and messages', async (scene) => {
    const before = await scene.chats.stats()
    const [one, two] = [await scene.place(), await scene.place()]
    await scene.says(one, one.user, 3)
    await scene.status(two, 'closed')
    const after = await scene.chats.stats()
    assert.equal(after.total_chats - before.total_chats, 2)
    assert.equal(after.active_chats - before.active_chats, 1)
    assert.equal(after.closed_chats - before.closed_chats, 1)
    assert.equal(after.total_messages - before.total_messages, 4)
  })
}
