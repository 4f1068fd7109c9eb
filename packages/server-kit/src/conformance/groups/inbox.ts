import assert from 'node:assert/strict'
import type { InboxRow } from '../../core/chat/model'
import { present } from '../expect'
import { opening, type Place, type Scene, system } from '../scene'
import type { DeclareTest } from '../suite'

/** Chats of one person with different others. */
async function placesOf(scene: Scene, person: string, count: number): Promise<Place[]> {
  const places: Place[] = []
  for (let i = 0; i < count; i++) {
    const place = await scene.place()
    await scene.add(place, person)
    places.push(place)
  }
  return places
}

const chatIds = (rows: readonly (InboxRow | null)[]) => rows.map((row) => row?.chat.id)

export function inboxGroup(test: DeclareTest): void {
  test('shows each chat with its newest message and what is unread', async (scene) => {
    const person = scene.name('person')
    const [place] = await placesOf(scene, person, 1)
    const { chatId, user } = present(place, 'the chat')
    const chat = { chatId, user, orderId: '', shopper: '' }
    const said = await scene.says(chat, user, 2)
    const { rows, total } = await scene.chats.inbox(person, { page: 1, limit: 10 })
    assert.equal(total, 1)
    const record = await scene.record(chat)
    assert.deepEqual(rows, [{ chat: record, last_message: said[1], unread_count: 2 }])
  })

  test('shows no message where there is none', async (scene) => {
    const place = await scene.place()
    const { rows } = await scene.chats.inbox(place.user, { page: 1, limit: 10 })
    assert.deepEqual(rows, [
      { chat: await scene.record(place), last_message: null, unread_count: 0 },
    ])
  })

  test('shows the newest message whatever its kind, as it is now', async (scene) => {
    const place = await scene.place()
    const [, last] = await scene.says(place, place.user, 2)
    const edited = await scene.edit(place, last?.id ?? '', 'edited')
    assert.deepEqual((await scene.row(place, place.shopper)).last_message, edited)
    const told = await scene.say(place, system, { type: 'system' })
    assert.deepEqual((await scene.row(place, place.shopper)).last_message, told)
    const tombstone = await scene.erase(place, told.id)
    assert.deepEqual((await scene.row(place, place.shopper)).last_message, tombstone)
    const { message } = await scene.status(place, 'closed')
    assert.deepEqual((await scene.row(place, place.user)).last_message, message)
  })

  test('is not reordered in what is newest by a change of an older message', async (scene) => {
    const place = await scene.place()
    const [one, two] = await scene.says(place, place.user, 2)
    await scene.edit(place, one?.id ?? '', 'edited')
    assert.deepEqual((await scene.row(place, place.shopper)).last_message, two)
  })

  test('hides the newest message from one whose time begins later', async (scene) => {
    const place = await scene.place()
    const late = scene.name('late')
    await scene.add(place, late, 3)
    await scene.say(place, place.user)
    assert.equal((await scene.row(place, late)).last_message, null)
    const visible = await scene.say(place, place.user)
    assert.deepEqual((await scene.row(place, late)).last_message, visible)
  })

  test('puts the newest message first, and chats without one by their creation', async (scene) => {
    const user = scene.name('user')
    const places: Place[] = []
    for (let i = 0; i < 4; i++) {
      const place = { ...scene.nowhere(), user }
      await scene.chats.open(opening(place))
      await scene.tick()
      places.push(place)
    }
    const [a, b, c, d] = places.map(({ chatId }) => chatId)
    const order = async () => chatIds((await scene.chats.inbox(user, { page: 1, limit: 9 })).rows)
    assert.deepEqual(await order(), [d, c, b, a])
    const said = await scene.say(present(places[1], 'b'), user)
    await scene.tick()
    assert.deepEqual(await order(), [b, d, c, a])
    await scene.say(present(places[0], 'a'), system, { type: 'system' })
    await scene.tick()
    assert.deepEqual(await order(), [a, b, d, c])
    await scene.edit(present(places[1], 'b'), said.id, 'an edit is no new message')
    assert.deepEqual(await order(), [a, b, d, c])
  })

  test('pages through all chats, each once', async (scene) => {
    const person = scene.name('person')
    const places = await placesOf(scene, person, 5)
    const pages = await Promise.all(
      [1, 2, 3, 4].map((page) => scene.chats.inbox(person, { page, limit: 2 })),
    )
    assert.deepEqual(
      pages.map(({ rows }) => rows.length),
      [2, 2, 1, 0],
    )
    assert.ok(
      pages.every(({ total }) => total === 5),
      'every page knows the total',
    )
    const seen = pages.flatMap(({ rows }) => chatIds(rows))
    assert.deepEqual([...seen].sort(), places.map(({ chatId }) => chatId).sort())
  })

  test('keeps closed chats, and forgets those one was removed from', async (scene) => {
    const person = scene.name('person')
    const [closed, left] = await placesOf(scene, person, 2)
    await scene.status(present(closed, 'closed'), 'closed')
    await scene.remove(present(left, 'left'), person)
    const { rows, total } = await scene.chats.inbox(person, { page: 1, limit: 10 })
    assert.deepEqual(chatIds(rows), [closed?.chatId])
    assert.equal(total, 1)
  })

  test('finds the unread ones that are not among others', async (scene) => {
    const person = scene.name('person')
    const places = await placesOf(scene, person, 4)
    const [a, b, c, d] = places.map((place) => present(place, 'a chat'))
    for (const place of [a, b, c]) await scene.says(present(place, 'a chat'), place?.user ?? '', 1)
    await scene.say(present(d, 'd'), person)
    await scene.read(present(c, 'c'), person, 2)
    const unread = async (unreadExcept: string[], limit = 10) => {
      const { rows, total } = await scene.chats.inbox(person, { page: 1, limit, unreadExcept })
      return { ids: chatIds(rows).sort(), total }
    }
    const all = [a?.chatId, b?.chatId].sort()
    assert.deepEqual(await unread([]), { ids: all, total: 2 })
    assert.deepEqual(await unread([a?.chatId ?? '', scene.name('nothing')]), {
      ids: [b?.chatId],
      total: 1,
    })
    assert.equal((await unread([], 1)).total, 2)
    assert.equal((await unread([], 1)).ids.length, 1)
  })

  test('tells which chats of whom changed since a moment, and where they stand', async (scene) => {
    const [place, other] = [await scene.place(), await scene.place()]
    const late = scene.name('late')
    const { id } = await scene.say(place, place.user)
    await scene.say(other, other.user)
    const everyone = [place.user, place.shopper, late, scene.name('stranger')]
    const changedBy = async (change: () => Promise<unknown>) => {
      const since = await scene.chats.moment()
      await change()
      const changes = await scene.chats.inboxChanges(everyone, since)
      const ofPlace = changes.filter(({ chat_id }) => chat_id === place.chatId)
      const stands = ofPlace.map(({ user_id, ...at }) => [user_id, at.head_seq, at.read_seq])
      return stands.sort((a, b) => everyone.indexOf(`${a[0]}`) - everyone.indexOf(`${b[0]}`))
    }
    const said = await changedBy(() => scene.say(place, place.user))
    assert.deepEqual(said, [
      [place.user, 2, 0],
      [place.shopper, 2, 0],
    ])
    const read = await changedBy(() => scene.read(place, place.shopper, 2))
    assert.deepEqual(read.at(-1), [place.shopper, 2, 2])
    const edited = await changedBy(() => scene.edit(place, id, 'edited'))
    assert.deepEqual(edited.at(-1), [place.shopper, 3, 2])
    const erased = await changedBy(() => scene.erase(place, id))
    assert.deepEqual(erased[0], [place.user, 4, 0])
    const added = await changedBy(() => scene.add(place, late))
    assert.deepEqual(added.at(-1), [late, 5, 5])
    const closed = await changedBy(() => scene.status(place, 'closed'))
    assert.equal(closed.length, 3)
    const removed = await changedBy(() => scene.remove(place, late))
    assert.deepEqual(
      removed.map(([userId]) => userId),
      [place.user, place.shopper],
    )
    const since = await scene.chats.moment()
    const opened = await scene.place()
    const changes = await scene.chats.inboxChanges([opened.user], since)
    assert.deepEqual(changes, [
      { chat_id: opened.chatId, user_id: opened.user, head_seq: 0, read_seq: 0 },
    ])
    assert.deepEqual(await scene.chats.inboxChanges([], since), [])
  })

  test('leaves out of the changes what was as it is long before the moment', async (scene) => {
    const [quiet, busy] = [await scene.place(), await scene.place()]
    for (const place of [quiet, busy]) await scene.say(place, place.user)
    const changed = async () => {
      const since = await scene.chats.moment()
      await scene.say(busy, busy.user)
      const changes = await scene.chats.inboxChanges([quiet.user, quiet.shopper, busy.user], since)
      return changes.map(({ user_id }) => user_id)
    }
    // As long as others on the server are in a transaction, a store may tell too much.
    for (let tries = 0; (await changed()).length > 1; tries++) {
      assert.ok(tries < 1_000, 'what did not change is told of')
    }
  })

  test('answers rows of many people in the order asked', async (scene) => {
    const [one, two] = [await scene.place(), await scene.place()]
    await scene.says(one, one.user, 2)
    const pair = (place: Place, userId: string) => ({ chat_id: place.chatId, user_id: userId })
    const rows = await scene.chats.inboxRows([
      pair(two, two.user),
      pair(one, one.shopper),
      pair(one, two.user),
      pair(one, one.user),
      pair(scene.nowhere(), one.user),
      pair(one, one.shopper),
    ])
    assert.deepEqual(chatIds(rows), [
      two.chatId,
      one.chatId,
      undefined,
      one.chatId,
      undefined,
      one.chatId,
    ])
    assert.deepEqual(
      rows.map((row) => row && row.unread_count),
      [0, 2, null, 0, null, 2],
    )
    assert.deepEqual(await scene.chats.inboxRows([]), [])
  })

  test('mutes for one member alone, and takes no number', async (scene) => {
    const place = await scene.place()
    const mutedUntil = async () =>
      (await scene.record(place)).members.map(({ muted_until }) => muted_until)
    const until = '2099-01-01T00:00:00.000Z'
    assert.equal(await scene.chats.mute(place.chatId, place.user, until), true)
    assert.deepEqual(await mutedUntil(), [until, null])
    assert.equal(await scene.chats.mute(place.chatId, place.user, null), true)
    assert.deepEqual(await mutedUntil(), [null, null])
    assert.equal(await scene.chats.mute(place.chatId, scene.name('stranger'), until), false)
    assert.equal(await scene.chats.mute(scene.nowhere().chatId, place.user, until), false)
    assert.equal((await scene.record(place)).head_seq, 0)
  })
}
