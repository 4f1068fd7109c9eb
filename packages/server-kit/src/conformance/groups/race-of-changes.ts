import assert from 'node:assert/strict'
import { atOnce, send, storedOf } from '../at-once'
import { expectGapless, expectOutcome, numbersOf } from '../expect'
import { entry, note, type Place, type Scene } from '../scene'
import type { DeclareTest } from '../suite'

/** Sends racing edits, joinings, removals and closings. */
export function raceOfChanges(test: DeclareTest): void {
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

  test('numbers nothing of a member after their removal', async (scene) => {
    const place = await scene.place()
    const { sent, at } = await against(scene, place, { remove: [place.shopper] })
    for (const { outcome } of sent)
      assert.ok(outcome === 'stored' || outcome === 'not_found', outcome)
    assert.ok(
      numbersOf(storedOf(sent)).every((number) => number < at),
      'something is numbered after the change',
    )
  })

  test('numbers nothing after the closing of a chat', async (scene) => {
    const place = await scene.place()
    const { sent, at } = await against(scene, place, { status: 'closed' })
    for (const { outcome } of sent) assert.ok(outcome === 'stored' || outcome === 'closed', outcome)
    assert.ok(
      numbersOf(storedOf(sent)).every((number) => number < at),
      'something is numbered after the change',
    )
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
