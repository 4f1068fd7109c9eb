import assert from 'node:assert/strict'
import { newId } from '../../core/ids'
import { expectOutcome, present } from '../expect'
import { as, entry, everything, eyesOf, note, opening, rows, type Place } from '../scene'
import type { DeclareTest } from '../suite'

/** Names that no chat has, among them some that are no id of any kind a database knows. */
const unknown = [
  'no-such-name',
  '',
  '0',
  "'; drop table chats; --",
  '%',
  '日本語',
  'x'.repeat(128),
  '00000000-0000-0000-0000-00000000000',
  newId(),
  newId().toUpperCase(),
]

const far = Number.MAX_SAFE_INTEGER

export function namesGroup(test: DeclareTest): void {
  test('keeps apart what differs in case, in spaces or in form alone', async (scene) => {
    const base = newId()
    const alike = [
      `é ${base}`,
      `e\u0301 ${base}`,
      `É ${base}`,
      ` É ${base}`,
      `É ${base} `,
      `É' " \\ % _ ${base}`,
      `É ${base}`.padEnd(128, '長'),
    ]
    const places: Place[] = alike.map((name) => ({
      chatId: newId(),
      orderId: name,
      user: name,
      shopper: `shopper of ${name}`.slice(0, 128),
    }))
    for (const place of places) {
      const first = { author: as(place.user), draft: note(place.orderId) }
      const opened = await scene.chats.open(opening(place, { first }))
      expectOutcome(opened, 'opened')
    }
    for (const place of places) {
      const found = await scene.chats.find({ order_id: place.orderId }, eyesOf(place.user))
      assert.equal(found?.id, place.chatId)
      const { rows, total } = await scene.chats.inbox(place.user, { page: 1, limit: 10 })
      assert.deepEqual([rows[0]?.chat.id, total], [place.chatId, 1])
      assert.equal(rows[0]?.last_message?.sender_id, place.user)
    }
    const [place] = places
    const { chatId, user } = present(place, 'the chat')
    const keys = await scene.chats.append(
      alike.map((key) => entry({ chatId, user, orderId: '', shopper: '' }, user, { key })),
    )
    for (const outcome of keys) expectOutcome(outcome, 'stored')
  })

  test('takes any name it does not know for a chat that is not there', async (scene) => {
    const place = await scene.place()
    const erase = { kind: 'delete' } as const
    for (const chatId of [...unknown, place.chatId.toUpperCase()]) {
      const nowhere = { ...place, chatId }
      const refs = [{ chat_id: chatId }, { order_id: chatId }, { any: chatId }]
      for (const ref of refs) {
        assert.equal(await scene.chats.find(ref, everything), null)
        const window = { page: 1, limit: 1 }
        assert.equal(await scene.chats.history(ref, everything, window), null)
      }
      const [sent] = await scene.chats.append([entry(nowhere, place.user)])
      expectOutcome(sent, 'not_found')
      expectOutcome(await scene.amend(nowhere, newId(), erase), 'not_found')
      const revised = scene.chats.revise(chatId, () => ({ kind: 'change', note: note() }))
      expectOutcome(await revised, 'not_found')
      const cursor = { chat_id: chatId, seq: 0, anchor: null }
      assert.deepEqual(await scene.chats.changesSince([cursor], everything, rows(1)), [null])
      const pair = { chat_id: chatId, user_id: place.user }
      assert.deepEqual(await scene.chats.inboxRows([pair]), [null])
      expectOutcome(await scene.mark(nowhere, place.user, 0), 'not_found')
      assert.equal(await scene.chats.mute(chatId, place.user, null), false)
      assert.deepEqual(await scene.chats.heads([chatId]), [])
    }
  })

  test('takes any name it does not know for a message that is not there', async (scene) => {
    const place = await scene.place()
    const said = await scene.say(place, place.user)
    for (const id of [...unknown, said.id.toUpperCase()]) {
      expectOutcome(await scene.amend(place, id, { kind: 'delete' }), 'not_found')
      expectOutcome(await scene.mark(place, place.shopper, [id]), 'not_found')
      const [reply] = await scene.chats.append([entry(place, place.user, { reply_to: id })])
      expectOutcome(reply, 'no_reply_target')
      assert.equal((await scene.since(place, 1, { anchor: id })).page.complete, false)
    }
    assert.equal((await scene.record(place)).head_seq, 1)
  })

  test('takes numbers as far as they go', async (scene) => {
    const place = await scene.place()
    const said = await scene.says(place, place.user, 3)
    const look = async (window: { before_seq: number } | { around_seq: number }) => {
      const ref = { chat_id: place.chatId }
      const answer = await scene.chats.history(ref, everything, { ...window, limit: 10 })
      return present(answer, 'the history').messages
    }
    assert.deepEqual(await look({ before_seq: far }), said)
    assert.deepEqual(await look({ around_seq: far }), said)
    assert.deepEqual(await look({ before_seq: 0 }), [])
    assert.deepEqual(await look({ around_seq: 0 }), said)
    assert.equal((await scene.since(place, far)).page.complete, false)
    expectOutcome(await scene.mark(place, place.shopper, far), 'beyond_head')
    const ref = { chat_id: place.chatId }
    const page = await scene.chats.history(ref, everything, { page: 1_000_000, limit: 100 })
    assert.deepEqual(page?.messages, [])
    const inbox = await scene.chats.inbox(place.user, { page: 1_000_000, limit: 100 })
    assert.deepEqual(inbox, { rows: [], total: 1 })
  })
}
