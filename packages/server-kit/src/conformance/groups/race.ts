import assert from 'node:assert/strict'
import { setImmediate } from 'node:timers/promises'
import { newId } from '../../core/ids'
import type { Append, AppendOutcome, OpenOutcome } from '../../core/chat/port'
import { expectGapless, expectOutcome, idsOf, numbersOf } from '../expect'
import { as, asGuest, entry, eyesOf, markOf, note, type Place, type Scene } from '../scene'
import type { DeclareTest } from '../suite'

/** Runs calls at the same time, spread over all handles. */
function atOnce<T>(count: number, call: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => call(index)))
}

/** A batch that waits where another handle is just writing; `busy` is tested with transactions. */
async function send(scene: Scene, index: number, batch: readonly Append[]) {
  return await scene.spread(index).append(batch, { wait: true })
}

const storedOf = (outcomes: readonly AppendOutcome[]) =>
  outcomes.flatMap((outcome) => (outcome.outcome === 'stored' ? [outcome.message] : []))

const count = (outcomes: readonly { outcome: string }[], wanted: string): number =>
  outcomes.filter(({ outcome }) => outcome === wanted).length

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}

export function raceGroup(test: DeclareTest): void {
  test('opens one chat of one order, however many try at once', async (scene) => {
    const place = scene.nowhere()
    const outcomes = await atOnce(24, (index) => {
      const caller = index % 2 === 0 ? place.user : place.shopper
      return scene.spread(index).open({
        id: newId(),
        order_id: place.orderId,
        user_id: place.user,
        shopper_id: place.shopper,
        reader: eyesOf(caller),
        first: { author: as(caller), draft: note(`from ${index}`) },
      })
    })
    assert.equal(count(outcomes, 'opened'), 1)
    assert.equal(count(outcomes, 'existing'), 23)
    assert.equal(new Set(outcomes.map((o) => 'chat' in o && o.chat.id)).size, 1)
    const opened = outcomes.find(
      (o): o is OpenOutcome & { outcome: 'opened' } => o.outcome === 'opened',
    )
    const log = await scene.log({ ...place, chatId: opened?.chat.id ?? '' })
    assert.deepEqual(log, [opened?.message])
  })

  test('gives an order to one pair, and shows the others no more than they may see', async (scene) => {
    const { orderId, user } = scene.nowhere()
    const callers = Array.from({ length: 12 }, (_, index) => scene.name(`shopper-${index}`))
    const outcomes = await atOnce(24, (index) => {
      const shopper = callers[index % 12] ?? ''
      return scene.spread(index).open({
        id: newId(),
        order_id: orderId,
        user_id: user,
        shopper_id: shopper,
        reader: eyesOf(index < 12 ? shopper : user),
        first: null,
      })
    })
    assert.equal(count(outcomes, 'opened'), 1)
    outcomes.slice(0, 12).forEach(({ outcome }) => {
      assert.ok(['opened', 'existing', 'not_found'].includes(outcome), outcome)
    })
    outcomes.slice(12).forEach(({ outcome }) => {
      assert.ok(['opened', 'existing', 'conflict'].includes(outcome), outcome)
    })
    assert.ok(count(outcomes, 'existing') <= 1)
    assert.equal((await scene.chats.inbox(user, { page: 1, limit: 10 })).total, 1)
  })

  test('numbers racing batches of one chat without a hole, each in its order', async (scene) => {
    const place = await scene.place()
    const batches = Array.from({ length: 30 }, (_, index) =>
      Array.from({ length: 1 + (index % 5) }, (_, i) =>
        i === 2 ? entry(place, 'stranger') : entry(place, i % 2 ? place.user : place.shopper),
      ),
    )
    const answers = await atOnce(30, (index) => send(scene, index, batches[index] ?? []))
    const stored = answers.flatMap(storedOf)
    expectGapless(numbersOf(stored), 1, stored.length)
    assert.equal((await scene.record(place)).head_seq, stored.length)
    for (const [index, outcomes] of answers.entries()) {
      assert.equal(outcomes.length, batches[index]?.length)
      const numbers = numbersOf(storedOf(outcomes))
      assert.deepEqual(
        numbers,
        [...numbers].sort((a, b) => a - b),
      )
    }
    const bySeq = [...stored].sort((a, b) => a.seq - b.seq)
    assert.deepEqual(await scene.log(place), bySeq)
  })

  test('stores racing sends of one key once', async (scene) => {
    const place = await scene.place()
    const keys = Array.from({ length: 20 }, (_, i) => `key-${i}`)
    const answers = await atOnce(16, (index) =>
      send(
        scene,
        index,
        shuffled(keys).map((key) => entry(place, place.user, { key, content: key })),
      ),
    )
    const outcomes = answers.flat()
    assert.equal(count(outcomes, 'stored'), keys.length)
    assert.equal(count(outcomes, 'duplicate'), 15 * keys.length)
    const log = await scene.log(place)
    expectGapless(numbersOf(log), 1, keys.length)
    const byKey = new Map(log.map((message) => [message.client_id, message]))
    for (const outcome of outcomes) {
      assert.ok('message' in outcome)
      assert.deepEqual(outcome.message, byKey.get(outcome.message.client_id))
    }
  })

  test('lets one of several bodies under one key win, without a hole', async (scene) => {
    const place = await scene.place()
    const answers = await atOnce(16, (index) =>
      send(scene, index, [
        entry(place, place.user),
        entry(place, place.user, { key: 'contested', content: `body ${index}` }),
        entry(place, place.user),
      ]),
    )
    const outcomes = answers.flat()
    assert.equal(count(outcomes, 'stored'), 33)
    assert.equal(count(outcomes, 'conflict'), 15)
    expectGapless(numbersOf(await scene.log(place)), 1, 33)
  })

  test('carries batches that name the same chats in other orders', async (scene) => {
    const places = await atOnce(6, () => scene.place())
    const answers = await atOnce(20, (index) =>
      send(
        scene,
        index,
        shuffled(places).map((place) => entry(place, place.user, { key: `${index % 10}` })),
      ),
    )
    assert.equal(count(answers.flat(), 'stored'), 60)
    assert.equal(count(answers.flat(), 'duplicate'), 60)
    for (const place of places) expectGapless(numbersOf(await scene.log(place)), 1, 10)
  })

  test('numbers sends, changes and joinings together without a hole', async (scene) => {
    const place = await scene.place()
    const said = await scene.says(place, place.user, 6)
    const numbers = await atOnce(48, async (index) => {
      const chats = scene.spread(index)
      if (index % 4 === 0)
        return numbersOf(storedOf(await send(scene, index, [entry(place, place.shopper)])))
      if (index % 4 === 1) {
        const outcome = await chats.revise(place.chatId, () => ({
          kind: 'change',
          add: [{ user_id: scene.name('late'), role: 'shopper', sees: 'all' }],
          note: note(),
        }))
        return [expectOutcome(outcome, 'changed').message.changed_seq]
      }
      const target = { chat_id: place.chatId, message_id: said[index % 6]?.id ?? '', userId: null }
      const outcome = await chats.amend(target, () =>
        index % 4 === 2 ? { kind: 'edit', content: `edit ${index}` } : { kind: 'keep' },
      )
      return outcome.outcome === 'changed' ? [outcome.message.changed_seq] : []
    })
    expectGapless(numbers.flat(), 7, 42)
    const { head_seq, members } = await scene.record(place)
    assert.equal(head_seq, 42)
    assert.equal(members.length, 14)
    assert.equal(new Set(numbersOf(await scene.log(place))).size, 6 + 12 + 12)
  })

  test('lets racing decisions see one another', async (scene) => {
    const place = await scene.place()
    const { id } = await scene.say(place, place.user, { content: '' })
    await atOnce(20, (index) =>
      scene
        .spread(index)
        .amend({ chat_id: place.chatId, message_id: id, userId: null }, ({ message }) => ({
          kind: 'edit',
          content: `${message.content}x`,
        })),
    )
    assert.equal((await scene.message(place, id)).content, 'x'.repeat(20))
  })

  test('moves a cursor to the furthest of racing marks, and never back', async (scene) => {
    const place = await scene.place()
    const said = await scene.says(place, place.user, 40)
    const before = await scene.record(place)
    const marks = shuffled([...said, ...said].map(({ seq }) => seq))
    const outcomes = await atOnce(marks.length, async (index) => {
      const to = marks[index] ?? 0
      const mark = markOf(place, eyesOf(place.shopper), to)
      const answer = await scene.spread(index).advanceRead(mark)
      assert.ok(answer.outcome === 'advanced' || answer.outcome === 'unchanged')
      assert.ok(answer.read_seq >= to, 'the cursor stands before the mark')
      assert.equal(answer.unread_count, 40 - answer.read_seq)
      return answer
    })
    const { members, reads_rev } = await scene.record(place)
    assert.equal(members[1]?.read_seq, 40)
    assert.equal(reads_rev - before.reads_rev, count(outcomes, 'advanced'))
    assert.equal(await scene.unread(place, place.shopper), 0)
    const covered = outcomes.flatMap((answer) => answer.message_ids)
    assert.deepEqual([...covered].sort(), idsOf(said).sort(), 'each is covered by one mark')
  })

  test('keeps unread exact through racing sends, deletions and marks', async (scene) => {
    const place = await scene.place()
    const said = await scene.says(place, place.user, 20)
    await atOnce(60, async (index) => {
      const message = said[index % 20]
      if (index % 3 === 0) await send(scene, index, [entry(place, place.user)])
      else if (index % 3 === 1) {
        const target = { chat_id: place.chatId, message_id: message?.id ?? '', userId: null }
        await scene
          .spread(index)
          .amend(target, (facts) =>
            facts.message.deleted_at === undefined ? { kind: 'delete' } : { kind: 'keep' },
          )
      } else {
        const mark = markOf(place, eyesOf(place.shopper), index % 12)
        await scene.spread(index).advanceRead(mark)
      }
    })
    const { members, head_seq } = await scene.record(place)
    const readSeq = members[1]?.read_seq ?? 0
    const log = await scene.log(place)
    const unread = log.filter(({ seq, deleted_at }) => seq > readSeq && deleted_at === undefined)
    assert.equal(readSeq, 11)
    assert.equal(head_seq, 20 + 20 + 20)
    assert.equal(await scene.unread(place, place.shopper), unread.length)
  })

  test('numbers nothing of a member after their removal', async (scene) => {
    const place = await scene.place()
    const { sent, at } = await against(scene, place, { remove: [place.shopper] })
    for (const { outcome } of sent) assert.ok(outcome === 'stored' || outcome === 'not_found')
    assert.ok(numbersOf(storedOf(sent)).every((number) => number < at))
  })

  test('numbers nothing after the closing of a chat', async (scene) => {
    const place = await scene.place()
    const { sent, at } = await against(scene, place, { status: 'closed' })
    for (const { outcome } of sent) assert.ok(outcome === 'stored' || outcome === 'closed')
    assert.ok(numbersOf(storedOf(sent)).every((number) => number < at))
  })

  test('answers every catch-up from one moment, while others write', async (scene) => {
    const place = await scene.place()
    let writing = true
    const writers = atOnce(4, async (index) => {
      for (let i = 0; i < 25; i++) {
        await send(scene, index, [entry(place, asGuest('a')), entry(place, place.user)])
      }
    }).finally(() => {
      writing = false
    })
    const follow = async (index: number) => {
      const held: number[] = []
      for (let seq = 0, last = false; ;) {
        last = !writing
        const cursor = { chat_id: place.chatId, seq, anchor: null }
        const [answer] = await scene.spread(index).changesSince([cursor], eyesOf(place.user), 7)
        assert.ok(answer)
        const { page, chat } = answer
        assert.equal(page.complete, true)
        assert.equal(page.head_seq, chat.head_seq)
        assert.ok(page.to <= page.head_seq)
        if (!page.hasMore) assert.equal(page.to, page.head_seq)
        held.push(...numbersOf(page.messages))
        expectGapless(held, 1, page.to)
        assert.ok(!page.hasMore || page.to > seq, 'a page with more after it moves on')
        seq = page.to
        if (last && !page.hasMore) return seq
        // A store that answers at once would leave the writers no turn.
        await setImmediate()
      }
    }
    const reached = await Promise.all([follow(0), follow(1), follow(2), writers]).then((all) =>
      all.slice(0, 3),
    )
    assert.deepEqual(reached, [200, 200, 200])
  })
}

/** Sends of the shopper racing one change of the chat; `at` is the change's number. */
async function against(
  scene: Scene,
  place: Place,
  change: { remove?: readonly string[]; status?: 'closed' },
) {
  const sending = atOnce(30, (index) => send(scene, index, [entry(place, place.shopper)]))
  const [sent, revised] = await Promise.all([
    sending,
    scene.spread(1).revise(place.chatId, () => ({ kind: 'change', note: note(), ...change })),
  ])
  const after = await send(scene, 0, [entry(place, place.shopper)])
  return { sent: [...sent.flat(), ...after], at: expectOutcome(revised, 'changed').message.seq }
}
