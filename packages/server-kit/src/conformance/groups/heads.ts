import assert from 'node:assert/strict'
import type { DeclareTest } from '../suite'

export function headsGroup(test: DeclareTest): void {
  test('keeps heads up to date, and knows nothing of chats that are not there', async (scene) => {
    const [place, other] = [await scene.place(), await scene.place()]
    await scene.says(place, place.user, 2)
    const heads = await scene.chats.heads([place.chatId, scene.nowhere().chatId, other.chatId])
    const byId = new Map(heads.map((head) => [head.chat_id, head]))
    assert.equal(heads.length, 2)
    const { head_seq, reads_rev, members_rev, status } = await scene.record(place)
    assert.deepEqual(byId.get(place.chatId), {
      chat_id: place.chatId,
      head_seq,
      reads_rev,
      members_rev,
      status,
    })
    assert.equal(head_seq, 2)
    assert.equal(byId.get(other.chatId)?.head_seq, 0)
  })

  test('moves updated_at with every change of the log', async (scene) => {
    const place = await scene.place()
    let { updated_at } = await scene.record(place)
    const isLaterAfter = async (change: () => Promise<unknown>) => {
      await scene.tick()
      await change()
      const record = await scene.record(place)
      assert.ok(record.updated_at > updated_at, 'a change leaves updated_at as it was')
      updated_at = record.updated_at
    }
    await isLaterAfter(() => scene.say(place, place.user))
    const { id } = await scene.say(place, place.user)
    await isLaterAfter(() => scene.edit(place, id, 'edited'))
    await isLaterAfter(() => scene.erase(place, id))
    await isLaterAfter(() => scene.status(place, 'closed'))
  })
}
