import assert from 'node:assert/strict'
import { setImmediate } from 'node:timers/promises'
import { atOnce, count, send, shuffled } from '../at-once'
import { expectGapless, idsOf, numbersOf } from '../expect'
import { asGuest, entry, eyesOf, markOf, rows } from '../scene'
import type { DeclareTest } from '../suite'

/** Read marks and catch-ups racing sends and deletions. */
export function raceOfReads(test: DeclareTest): void {
  test('moves a cursor to the furthest of racing marks, and never back', async (scene) => {
    const place = await scene.place()
    const said = await scene.says(place, place.user, 40)
    const before = await scene.record(place)
    const marks = shuffled([...said, ...said].map(({ seq }) => seq))
    const outcomes = await atOnce(marks.length, async (index) => {
      const to = marks[index] ?? 0
      const mark = markOf(place, eyesOf(place.shopper), to)
      const answer = await scene.spread(index).advanceRead(mark)
      assert.ok(answer.outcome === 'advanced' || answer.outcome === 'unchanged', answer.outcome)
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
        const [answer] = await scene
          .spread(index)
          .changesSince([cursor], eyesOf(place.user), rows(7))
        assert.ok(answer, 'the chat is not shown')
        const { page, chat } = answer
        assert.equal(page.complete, true)
        assert.equal(page.head_seq, chat.head_seq)
        assert.ok(page.to <= page.head_seq, 'a page ends beyond the head')
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
