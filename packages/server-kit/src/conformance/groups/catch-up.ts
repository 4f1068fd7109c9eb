import assert from 'node:assert/strict'
import { expectOutcome, idsOf, numbersOf, present } from '../expect'
import { everything, eyesOf, markOf, rows, type Place, type Scene } from '../scene'
import type { DeclareTest } from '../suite'

export function catchUpGroup(test: DeclareTest): void {
  test('answers everything after a cursor, by number', async (scene) => {
    const place = await scene.place()
    const said = await scene.says(place, place.user, 4)
    for (let seq = 0; seq <= 4; seq++) {
      const { page } = await scene.since(place, seq)
      assert.deepEqual(page, {
        from: seq,
        to: 4,
        messages: said.slice(seq),
        head_seq: 4,
        hasMore: false,
        complete: true,
      })
    }
  })

  test('answers the final state of what changed, once', async (scene) => {
    const place = await scene.place()
    const said = await scene.says(place, place.user, 3)
    const [one, two, three] = said.map(({ id }) => id)
    await scene.edit(place, one ?? '', 'first edit')
    const reacted = await scene.react(place, three ?? '', [
      { emoji: '👍', count: 1, user_ids: [place.shopper] },
    ])
    const edited = await scene.edit(place, one ?? '', 'second edit')
    const { page } = await scene.since(place, 3)
    assert.deepEqual(page.messages, [reacted, edited])
    assert.deepEqual(numbersOf(page.messages), [5, 6])
    assert.equal(page.to, 6)
    assert.deepEqual(idsOf((await scene.since(place, 0)).page.messages), [two, three, one])
    assert.deepEqual((await scene.since(place, 5)).page.messages, [edited])
  })

  test('shows a deletion as a tombstone', async (scene) => {
    const place = await scene.place()
    const { id } = await scene.say(place, place.user)
    const tombstone = await scene.erase(place, id)
    assert.deepEqual((await scene.since(place, 1)).page.messages, [tombstone])
  })

  test('pages to the last row shown while there is more, and to the head at the end', async (scene) => {
    const place = await scene.place()
    const said = await scene.says(place, place.user, 5)
    await scene.edit(place, said[1]?.id ?? '', 'edited')
    const first = (await scene.since(place, 0, { limit: 2 })).page
    assert.deepEqual(numbersOf(first.messages), [1, 3])
    assert.deepEqual([first.from, first.to, first.hasMore, first.head_seq], [0, 3, true, 6])
    const second = (await scene.since(place, first.to, { limit: 2 })).page
    assert.deepEqual(numbersOf(second.messages), [4, 5])
    assert.deepEqual([second.from, second.to, second.hasMore], [3, 5, true])
    const third = (await scene.since(place, second.to, { limit: 2 })).page
    assert.deepEqual(numbersOf(third.messages), [6])
    assert.deepEqual([third.from, third.to, third.hasMore], [5, 6, false])
  })

  test('says there is no more when a page holds exactly the rest', async (scene) => {
    const place = await scene.place()
    await scene.says(place, place.user, 3)
    const { page } = await scene.since(place, 1, { limit: 2 })
    assert.deepEqual([page.messages.length, page.to, page.hasMore], [2, 3, false])
  })

  test('is complete at the head, with nothing to show', async (scene) => {
    const place = await scene.place()
    const empty = { from: 0, to: 0, messages: [], head_seq: 0, hasMore: false, complete: true }
    assert.deepEqual((await scene.since(place, 0)).page, empty)
  })

  test('is not complete beyond the head', async (scene) => {
    const place = await scene.place()
    await scene.says(place, place.user, 2)
    const { page } = await scene.since(place, 3)
    assert.equal(page.complete, false)
    assert.deepEqual(page.messages, [])
    assert.equal(page.head_seq, 2)
    assert.equal(page.hasMore, false)
    assert.equal((await scene.since(place, 2)).page.complete, true)
  })

  test('is not complete when the anchor does not stand where the client holds it', async (scene) => {
    const [place, other] = [await scene.place(), await scene.place()]
    const said = await scene.says(place, place.user, 3)
    const foreign = await scene.say(other, other.user)
    const complete = async (seq: number, anchor: string | undefined | null) => {
      const { page } = await scene.since(place, seq, { anchor: anchor ?? null })
      if (!page.complete) assert.deepEqual(page.messages, [])
      return page.complete
    }
    assert.equal(await complete(2, said[1]?.id), true)
    assert.equal(await complete(3, said[1]?.id), true)
    assert.equal(await complete(2, null), true)
    assert.equal(await complete(1, said[1]?.id), false)
    assert.equal(await complete(2, foreign.id), false)
    assert.equal(await complete(2, 'no-such-message'), false)
    await scene.erase(place, said[1]?.id ?? '')
    assert.equal(await complete(2, said[1]?.id), true)
  })

  test('answers each cursor in its place, and null for what is not seen', async (scene) => {
    const [mine, theirs] = [await scene.place(), await scene.place()]
    await scene.says(mine, mine.user, 2)
    const cursors = [theirs, mine, scene.nowhere(), mine].map(({ chatId }, seq) => ({
      chat_id: chatId,
      seq: Math.min(seq, 2),
      anchor: null,
    }))
    const answers = await scene.chats.changesSince(cursors, eyesOf(mine.user), rows(100))
    assert.deepEqual(
      answers.map((answer) => answer && numbersOf(answer.page.messages)),
      [null, [2], null, []],
    )
    assert.deepEqual(answers[1]?.chat, await scene.record(mine))
    assert.deepEqual(await scene.chats.changesSince([], everything, rows(100)), [])
  })

  test('takes no further message once its bytes are reached, over all chats together', async (scene) => {
    const [one, two, three] = [await scene.place(), await scene.place(), await scene.place()]
    for (const place of [one, one, one, two, two]) {
      await scene.say(place, place.user, { content: '卵'.repeat(2_000) })
    }
    const cursors = [one, two, three].map(({ chatId }) => ({
      chat_id: chatId,
      seq: 0,
      anchor: null,
    }))
    const ask = async (bytes: number) => {
      const answers = await scene.chats.changesSince(cursors, everything, { rows: 10, bytes })
      return answers.map((answer) => {
        const { messages, to, hasMore, head_seq } = present(answer, 'a chat').page
        return [messages.length, to, hasMore, head_seq]
      })
    }
    const nothing = [0, 0, false, 0]
    assert.deepEqual(await ask(0), [[0, 0, true, 3], [0, 0, true, 2], nothing])
    // One is shown always, or nobody would ever get past it.
    assert.deepEqual(await ask(1), [[1, 1, true, 3], [0, 0, true, 2], nothing])
    // The texts alone, of 6,000 bytes each, are more than that after the second.
    assert.deepEqual(await ask(10_000), [[2, 2, true, 3], [0, 0, true, 2], nothing])
    assert.deepEqual(await ask(22_000), [[3, 3, false, 3], [1, 1, true, 2], nothing])
    assert.deepEqual(await ask(1_000_000), [[3, 3, false, 3], [2, 2, false, 2], nothing])
  })

  test('counts what stands beside the text', async (scene) => {
    const place = await scene.place()
    for (let i = 0; i < 3; i++) {
      await scene.say(place, place.user, { content: 'x', metadata: { a: '卵'.repeat(2_000) } })
    }
    const { page } = await scene.since(place, 0, { bytes: 10_000 })
    assert.deepEqual([page.messages.length, page.to, page.hasMore], [2, 2, true])
  })

  test('shows a removed member nothing', async (scene) => {
    const place = await scene.place()
    const cursor = { chat_id: place.chatId, seq: 0, anchor: null }
    const ask = () => scene.chats.changesSince([cursor], eyesOf(place.shopper), rows(100))
    assert.notEqual((await ask())[0], null)
    await scene.remove(place, place.shopper)
    assert.deepEqual(await ask(), [null])
  })

  test('leaves out what was born before the time of a member, and passes it', async (scene) => {
    const place = await scene.place()
    const said = await scene.says(place, place.user, 3)
    const late = scene.name('late')
    const { message: joined } = await scene.add(place, late, 'head')
    const ask = async (seq: number, limit = 100) =>
      (await scene.since(place, seq, { reader: eyesOf(late), limit })).page
    assert.deepEqual(idsOf((await ask(0)).messages), [joined.id])

    await scene.edit(place, said[0]?.id ?? '', 'edited unseen')
    const passed = await ask(4)
    assert.deepEqual(
      [passed.messages, passed.to, passed.head_seq, passed.hasMore],
      [[], 5, 5, false],
    )
    await scene.says(place, place.user, 2)
    await scene.edit(place, said[1]?.id ?? '', 'edited unseen')
    const first = await ask(4, 1)
    assert.deepEqual([numbersOf(first.messages), first.to, first.hasMore], [[6], 6, true])
    const second = await ask(first.to, 1)
    assert.deepEqual([numbersOf(second.messages), second.to, second.hasMore], [[7], 8, false])
  })

  test('does not take reading for a change, but shows it', async (scene) => {
    const place = await scene.place()
    await scene.says(place, place.user, 2)
    await scene.read(place, place.shopper, 2)
    assert.deepEqual((await scene.since(place, 2)).page.messages, [])
    const { page, chat } = await scene.since(place, 0)
    assert.ok(
      page.messages.every(({ read_at }) => read_at !== undefined),
      'all are stamped',
    )
    assert.equal(chat.members[1]?.read_seq, 2)
  })

  test('counts what the reader has not read, and nothing for one who is no member', async (scene) => {
    const place = await scene.place()
    await scene.says(place, place.user, 3)
    await scene.read(place, place.shopper, 1)
    const unread = async (reader: typeof everything) =>
      (await scene.since(place, 0, { reader })).unread_count
    assert.equal(await unread(eyesOf(place.shopper)), 2)
    assert.equal(await unread(eyesOf(place.user)), 0)
    assert.equal(await unread(everything), 0)
    assert.equal(await unread({ userId: place.shopper, unrestricted: true }), 2)
  })

  test('builds, page by page, what the history shows', async (scene) => {
    const place = await scene.place()
    const held = await follow(scene, place, async (round) => {
      const said = await scene.says(place, place.user, 3)
      await scene.edit(place, said[0]?.id ?? '', `edit of round ${round}`)
      if (round > 0) await scene.erase(place, said[1]?.id ?? '')
      const mark = markOf(place, eyesOf(place.shopper), round)
      expectOutcome(await scene.chats.advanceRead(mark), round > 0 ? 'advanced' : 'unchanged')
    })
    const ref = { chat_id: place.chatId }
    const history = await scene.chats.history(ref, everything, { page: 1, limit: 100 })
    const shown = present(history, 'the history').messages
    const withoutReads = shown.map(({ read_at: _, ...message }) => message)
    assert.deepEqual(held, withoutReads)
  })
}

/** A client that catches up in small pages between rounds of changes; what it holds in the end. */
async function follow(scene: Scene, place: Place, round: (n: number) => Promise<void>) {
  const held = new Map<string, object>()
  let seq = 0
  for (let n = 0; n < 4; n++) {
    await round(n)
    for (let more = true; more;) {
      const { page } = await scene.since(place, seq, { limit: 2 })
      for (const { read_at: _, ...message } of page.messages) held.set(message.id, message)
      more = page.hasMore
      assert.ok(!more || page.to > seq, 'a page with more after it moves on')
      seq = page.to
    }
  }
  const bySeq = (a: object, b: object) =>
    Number(Reflect.get(a, 'seq')) - Number(Reflect.get(b, 'seq'))
  return [...held.values()].sort(bySeq)
}
