import assert from 'node:assert/strict'
import { newId } from '../../core/ids'
import { CHAT_TTL } from '../../core/notifications/port'
import { expectOutcome, present } from '../expect'
import { send, type NotificationScene } from '../notification-scene'
import { as, asGuest, note, opening, system, type Place } from '../scene'
import type { DeclareNotificationTest } from '../notification-suite'

/** What the two people of a chat are told, by person. */
async function toldIn(scene: NotificationScene) {
  await scene.collect()
  const undecided = await scene.undecided()
  return new Map(undecided.map((one) => [`${one.user_id} ${one.kind}`, one]))
}

export function notificationsCollectGroup(test: DeclareNotificationTest): void {
  test('makes one notification of several messages, for each who has not read them', async (scene) => {
    const place = await scene.place()
    const third = scene.name('third')
    await scene.add(place, third)
    await scene.tell(place, place.user, { content: 'first' })
    const metadata = { a: [1] }
    const last = await scene.tell(place, place.user, { content: 'last', type: 'note', metadata })
    const told = await toldIn(scene)
    assert.deepEqual(
      new Set(told.keys()),
      new Set([`${place.shopper} chat_message`, `${third} chat_message`]),
    )
    const {
      id,
      claim: _,
      now: _now,
      ...one
    } = present(told.get(`${place.shopper} chat_message`), 'the notification')
    assert.deepEqual(one, {
      ...{ user_id: place.shopper, kind: 'chat_message', tag: place.chatId, content: null },
      chat: {
        ...{ chat_id: place.chatId, order_id: place.orderId, is_member: true, muted_until: null },
        count: 2,
        message: {
          ...{ id: last.id, seq: last.seq, type: 'note', content: 'last' },
          ...{ sender_id: place.user, metadata },
        },
      },
      ...{ preferences: null, locale: null, looked: 0, last_sent_at: null },
      expires_at: Date.parse(last.created_at) + CHAT_TTL * 1_000,
    })
    assert.deepEqual(
      await scene.listed(place.shopper),
      [],
      'nobody sees it before it is decided on',
    )
    assert.equal((await scene.notification(id)).state, 'pending')
  })

  test('tells of chats with messages that asked for it, and of those once', async (scene) => {
    const place = await scene.place()
    await scene.say(place, place.user)
    assert.equal((await toldIn(scene)).size, 0)
    await scene.tell(place, place.user)
    const [one] = (await toldIn(scene)).values()
    assert.equal(one?.chat?.count, 2)
    assert.equal((await toldIn(scene)).size, 0)
    await scene.decide({ ...dropped, id: one?.id ?? '', claim: one?.claim ?? 0 })
    await scene.tell(place, place.shopper)
    const told = await toldIn(scene)
    assert.deepEqual([...told.keys()], [`${place.user} chat_message`])
  })

  test('tells of the first message of a chat', async (scene) => {
    const place = scene.nowhere()
    const first = { author: as(place.user), draft: note('Hello'), notify: true }
    const opened = await scene.chats.open(opening(place, { first }))
    expectOutcome(opened, 'opened')
    assert.deepEqual([...(await toldIn(scene)).keys()], [`${place.shopper} chat_message`])
  })

  test('tells nobody of what they wrote, have read, cannot see, or what does not count', async (scene) => {
    const place = await scene.place()
    const [late, gone] = [scene.name('late'), scene.name('gone')]
    await scene.add(place, gone)
    const read = await scene.tell(place, place.user)
    await scene.read(place, place.shopper, read.seq)
    const deleted = await scene.tell(place, place.user)
    await scene.erase(place, deleted.id)
    await scene.tell(place, system, { type: 'system' })
    await scene.remove(place, gone)
    await scene.add(place, late)
    assert.equal((await toldIn(scene)).size, 0)
  })

  test('tells of an order update under its own kind alone', async (scene) => {
    const place = await scene.place()
    await scene.tell(place, place.user)
    const metadata = { update: { status: 'shopping' } }
    const update = await scene.tell(place, system, { type: 'order_update', metadata })
    await scene.tell(place, asGuest(scene.name('admin')))
    const told = await toldIn(scene)
    const facts = (userId: string, kind: string) => {
      const one = present(told.get(`${userId} ${kind}`), kind)
      return [one.tag, one.chat?.count, one.chat?.message?.seq]
    }
    assert.equal(told.size, 4)
    assert.deepEqual(facts(place.user, 'order_update'), [place.orderId, 1, update.seq])
    assert.deepEqual(facts(place.shopper, 'order_update'), [place.orderId, 1, update.seq])
    assert.deepEqual(facts(place.user, 'chat_message'), [place.chatId, 1, update.seq + 1])
    assert.deepEqual(facts(place.shopper, 'chat_message'), [place.chatId, 2, update.seq + 1])
    const message = told.get(`${place.user} order_update`)?.chat?.message
    assert.deepEqual(message?.metadata, metadata)
    assert.equal(message?.sender_id, null)
  })

  test('calls up the one that is unread, and makes another once it is read', async (scene) => {
    const place = await scene.place()
    await scene.device(place.shopper)
    await scene.tell(place, place.user)
    const again = async () => [...(await toldIn(scene)).values()].at(0)
    const first = present(await again(), 'the first')
    await scene.decide(send(first))
    await scene.deliverAll()
    await scene.tell(place, place.user)
    const second = present(await again(), 'the second')
    assert.equal(second.id, first.id)
    assert.equal(second.chat?.count, 2)
    assert.ok((second.last_sent_at ?? 0) > 0, 'it knows when it last went out')
    await scene.decide(send(second, { count: 2 }))
    await scene.read(place, place.shopper, 2)
    await scene.store.markChatRead({
      ...{ user_id: place.shopper, chat_id: place.chatId, read_seq: 2 },
    })
    await scene.tell(place, place.user)
    const third = present(await again(), 'the third')
    assert.notEqual(third.id, first.id)
    assert.equal(third.chat?.count, 1)
    assert.equal(third.last_sent_at, null)
  })

  test('leaves what is put off to its time, with what came meanwhile', async (scene) => {
    const place = await scene.place()
    await scene.tell(place, place.user)
    const first = present([...(await toldIn(scene)).values()][0], 'the first')
    await scene.decide(putOff(first, first.now + 3_600_000))
    await scene.tell(place, place.user)
    assert.equal((await toldIn(scene)).size, 0)
    assert.equal(await scene.stateOf(first.id), 'deferred')
  })

  test('is due again when a message came while a worker had it', async (scene) => {
    const place = await scene.place()
    await scene.tell(place, place.user)
    const first = present([...(await toldIn(scene)).values()][0], 'the first')
    await scene.tell(place, place.user)
    assert.equal((await toldIn(scene)).size, 0, 'while the lease lasts it is not given out')
    await scene.decide(send(first))
    const second = await scene.nextUndecided()
    assert.equal(second.id, first.id)
    assert.ok(second.claim > first.claim, 'it is another claim')
    assert.equal(second.chat?.count, 2)
    await scene.decide(send(second))
    assert.deepEqual(await scene.undecided(), [])

    await scene.tell(place, place.user)
    const third = present([...(await toldIn(scene)).values()][0], 'the third')
    await scene.tell(place, place.user)
    await scene.collect()
    await scene.decide(putOff(third, third.now + 3_600_000))
    assert.deepEqual(await scene.undecided(), [], 'what is put off stays so')
  })

  test('shows whoever decides what is true then', async (scene) => {
    const place = await scene.place()
    const kept = await scene.tell(place, place.user, { content: 'draft' })
    const gone = await scene.tell(place, place.user)
    await scene.collect()
    await scene.edit(place, kept.id, 'final')
    await scene.erase(place, gone.id)
    await scene.chats.mute(place.chatId, place.shopper, '2030-01-01T00:00:00.000Z')
    const facts = async () => present((await scene.nextUndecided(0)).chat, 'the chat')
    const { count, message, muted_until } = await facts()
    assert.deepEqual([count, message?.id, message?.content], [1, kept.id, 'final'])
    assert.equal(muted_until, '2030-01-01T00:00:00.000Z')
    await scene.read(place, place.shopper, kept.seq)
    const read = await facts()
    assert.deepEqual([read.is_member, read.count, read.message], [true, 0, null])
    await scene.remove(place, place.shopper)
    assert.equal((await facts()).is_member, false)
  })

  test('looks at some chats at a time, those waiting longest first', async (scene) => {
    await scene.collect()
    const places: Place[] = []
    for (let i = 0; i < 3; i++) {
      const place = await scene.place()
      places.push(place)
      await scene.tell(place, place.user, { key: newId() })
      await scene.tick()
    }
    // Waits as long as its first message does.
    await scene.tell(places[0] as Place, places[0]?.user ?? '')
    assert.equal(await scene.store.collect(2), 2)
    const people = (await scene.undecided()).map(({ user_id }) => user_id)
    assert.deepEqual(new Set(people), new Set([places[0]?.shopper, places[1]?.shopper]))
    assert.equal(await scene.store.collect(2), 1)
    assert.equal((await scene.undecided())[0]?.user_id, places[2]?.shopper)
    assert.equal(await scene.store.collect(2), 0)
  })
}

const dropped = { steps: [], outcome: 'drop', state: 'suppressed' } as const

function putOff({ id, claim }: { id: string; claim: number }, until: number) {
  const why = { outcome: 'defer', because: 'looking', content: null, count: 1 } as const
  return { id, claim, until, steps: [], ...why }
}
