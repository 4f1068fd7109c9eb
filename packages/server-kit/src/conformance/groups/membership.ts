import assert from 'node:assert/strict'
import type { ChatRecord } from '../../core/chat/model'
import { expectOutcome, present } from '../expect'
import { entry, everything, eyesOf, note, rows, type Place, type Scene } from '../scene'
import type { DeclareTest } from '../suite'

const memberIds = (chat: ChatRecord): string[] => chat.members.map(({ user_id }) => user_id)

async function memberOf(scene: Scene, place: Place, userId: string) {
  const { members } = await scene.record(place)
  return present(
    members.find(({ user_id }) => user_id === userId),
    'the member',
  )
}

export function membershipGroup(test: DeclareTest): void {
  test('adds a member last, read at the head, with a message that tells of it', async (scene) => {
    const place = await scene.place()
    await scene.says(place, place.user, 2)
    const late = scene.name('late')
    const joining = note('someone joined')
    const outcome = expectOutcome(
      await scene.chats.revise(place.chatId, () => ({
        kind: 'change',
        add: [{ user_id: late, role: 'admin', sees: 'all' }],
        note: joining,
      })),
      'changed',
    )
    const { created_at: _, ...message } = outcome.message
    assert.deepEqual(message, {
      ...joining,
      chat_id: place.chatId,
      seq: 3,
      changed_seq: 3,
      sender_id: null,
      sender_role: 'system',
    })
    assert.deepEqual(memberIds(outcome.before), [place.user, place.shopper])
    assert.equal(outcome.before.head_seq, 2)
    assert.deepEqual(memberIds(outcome.chat), [place.user, place.shopper, late])
    assert.equal(outcome.chat.head_seq, 3)
    assert.equal(outcome.chat.members_rev, outcome.before.members_rev + 1)
    assert.deepEqual(outcome.chat.members[2], {
      user_id: late,
      role: 'admin',
      read_seq: 3,
      read_at: null,
      muted_until: null,
      visible_from_seq: 0,
    })
    assert.deepEqual(await scene.record(place), outcome.chat)
    assert.deepEqual((await scene.log(place)).at(-1), outcome.message)
    assert.equal((await scene.say(place, late)).sender_role, 'admin')
  })

  test('adds and removes several at once, as one change', async (scene) => {
    const place = await scene.place()
    const [one, two] = [scene.name('one'), scene.name('two')]
    const added = await scene.revise(place, {
      add: [
        { user_id: one, role: 'shopper', sees: 'all' },
        { user_id: two, role: 'user', sees: 'head' },
      ],
      remove: [place.shopper],
    })
    assert.deepEqual(memberIds(added.chat), [place.user, one, two])
    assert.equal(added.chat.members_rev, added.before.members_rev + 1)
    assert.equal(added.chat.head_seq, 1)
  })

  test('takes everything of the chat from a removed member', async (scene) => {
    const place = await scene.place()
    await scene.says(place, place.user, 2)
    const { chat, before } = await scene.remove(place, place.shopper)
    assert.deepEqual(memberIds(chat), [place.user])
    assert.equal(chat.members_rev, before.members_rev + 1)

    const eyes = eyesOf(place.shopper)
    const ref = { chat_id: place.chatId }
    assert.equal(await scene.chats.find(ref, eyes), null)
    assert.equal(await scene.chats.history(ref, eyes, { page: 1, limit: 10 }), null)
    const cursor = { chat_id: place.chatId, seq: 0, anchor: null }
    assert.deepEqual(await scene.chats.changesSince([cursor], eyes, rows(10)), [null])
    const inbox = await scene.chats.inbox(place.shopper, { page: 1, limit: 10 })
    assert.deepEqual(inbox, { rows: [], total: 0 })
    const pair = { chat_id: place.chatId, user_id: place.shopper }
    assert.deepEqual(await scene.chats.inboxRows([pair]), [null])
    expectOutcome(await scene.mark(place, place.shopper, 1), 'not_found')
    assert.equal(await scene.chats.mute(place.chatId, place.shopper, null), false)
    const [sent] = await scene.chats.append([entry(place, place.shopper)])
    expectOutcome(sent, 'not_found')
    assert.deepEqual(await scene.people.acquaintances(place.user, [place.shopper]), [])
  })

  test('starts one who comes back anew', async (scene) => {
    const place = await scene.place()
    await scene.says(place, place.user, 3)
    await scene.read(place, place.shopper, 1)
    await scene.chats.mute(place.chatId, place.shopper, '2099-01-01T00:00:00.000Z')
    await scene.remove(place, place.shopper)
    await scene.says(place, place.user, 1)
    const { chat } = await scene.add(place, place.shopper)
    assert.deepEqual(memberIds(chat), [place.user, place.shopper])
    assert.deepEqual(await memberOf(scene, place, place.shopper), {
      user_id: place.shopper,
      role: 'shopper',
      read_seq: 6,
      read_at: null,
      muted_until: null,
      visible_from_seq: 0,
    })
    assert.equal(await scene.unread(place, place.shopper), 0)
    await scene.says(place, place.user, 2)
    assert.equal(await scene.unread(place, place.shopper), 2)

    await scene.remove(place, place.user)
    const returned = await scene.add(place, place.user)
    assert.deepEqual(memberIds(returned.chat), [place.shopper, place.user])
  })

  test('puts another in the place of one of the named pair', async (scene) => {
    const place = await scene.place()
    const next = scene.name('next')
    const pair = { user_id: place.user, shopper_id: next }
    const { chat } = await scene.revise(place, {
      add: [{ user_id: next, role: 'shopper', sees: 'all' }],
      remove: [place.shopper],
      pair,
    })
    assert.equal(chat.shopper_id, next)
    assert.equal(chat.user_id, place.user)
    assert.deepEqual(memberIds(chat), [place.user, next])
    const again = { ...place, shopper: next }
    const opening = {
      id: scene.nowhere().chatId,
      order_id: again.orderId,
      ...pair,
      reader: eyesOf(next),
      first: null,
    }
    expectOutcome(await scene.chats.open(opening), 'existing')
    expectOutcome(
      await scene.chats.open({ ...opening, reader: eyesOf(place.shopper) }),
      'not_found',
    )
  })

  test('puts others in the place of both of the named pair', async (scene) => {
    const place = await scene.place()
    const pair = { user_id: scene.name('user'), shopper_id: scene.name('shopper') }
    const { chat } = await scene.revise(place, {
      add: [
        { user_id: pair.user_id, role: 'user', sees: 'all' },
        { user_id: pair.shopper_id, role: 'shopper', sees: 'all' },
      ],
      remove: [place.user, place.shopper],
      pair,
    })
    assert.equal(chat.user_id, pair.user_id)
    assert.equal(chat.shopper_id, pair.shopper_id)
    assert.deepEqual(
      chat.members.map(({ user_id, role }) => [user_id, role]),
      [
        [pair.user_id, 'user'],
        [pair.shopper_id, 'shopper'],
      ],
    )
    assert.deepEqual(await scene.record(place), chat)
  })

  test('lets a member see from the beginning, from the joining or from a number', async (scene) => {
    const place = await scene.place()
    await scene.says(place, place.user, 2)
    const from = async (sees: 'all' | 'head' | number) => {
      const userId = scene.name('late')
      const { message } = await scene.add(place, userId, sees)
      const { visible_from_seq } = await memberOf(scene, place, userId)
      return { visible_from_seq, joined: message.seq }
    }
    assert.equal((await from('all')).visible_from_seq, 0)
    const atHead = await from('head')
    assert.equal(atHead.visible_from_seq, atHead.joined)
    assert.equal((await from(2)).visible_from_seq, 2)
  })

  test('closes and reopens without a change of membership', async (scene) => {
    const place = await scene.place()
    const closed = await scene.status(place, 'closed')
    assert.equal(closed.chat.status, 'closed')
    assert.equal(closed.before.status, 'active')
    assert.equal(closed.message.seq, 1)
    assert.equal(closed.chat.members_rev, closed.before.members_rev)
    assert.equal((await scene.status(place, 'active')).chat.status, 'active')
    assert.equal((await scene.status(place, 'archived')).chat.status, 'archived')
    const [refused] = await scene.chats.append([entry(place, place.user)])
    expectOutcome(refused, 'closed')
    assert.equal((await scene.record(place)).head_seq, 3)
  })

  test('takes no number when nothing is to change', async (scene) => {
    const place = await scene.place()
    const before = await scene.record(place)
    const kept = await scene.chats.revise(place.chatId, (chat) => {
      assert.deepEqual(chat, before)
      return { kind: 'keep' }
    })
    assert.deepEqual(expectOutcome(kept, 'unchanged').chat, before)
    const refused = await scene.chats.revise(place.chatId, () => ({
      kind: 'refuse',
      code: 'forbidden',
    }))
    assert.equal(expectOutcome(refused, 'refused').code, 'forbidden')
    assert.deepEqual(await scene.record(place), before)
    assert.equal((await scene.say(place, place.user)).seq, 1)
  })

  test('finds no chat that is not there', async (scene) => {
    const { chatId } = scene.nowhere()
    const outcome = await scene.chats.revise(chatId, () => ({ kind: 'change', note: note() }))
    expectOutcome(outcome, 'not_found')
    assert.equal(await scene.chats.find({ chat_id: chatId }, everything), null)
  })
}
