import assert from 'node:assert/strict'
import { content, send } from '../notification-scene'
import type { DeclareNotificationTest } from '../notification-suite'

/** What is left of a deleted message in what was told of it. */
export function notificationsForgetGroup(test: DeclareNotificationTest): void {
  test('says nothing any more of a message that was deleted, read or not', async (scene) => {
    const place = await scene.place()
    const message = await scene.tell(place, place.user, { content: 'secret' })
    await scene.collect()
    const data = { chatId: place.chatId, messageId: message.id, said: 'secret' }
    const told = { ...content('New message'), body: 'secret', data }
    const sent = await scene.decide(send(await scene.nextUndecided(), { content: told }))
    const id = sent?.id ?? ''
    await scene.store.markRead(place.shopper, { ids: [id] })
    await scene.erase(place, message.id)
    const { title, body, data: left } = await scene.notification(id)
    const gone = { title: 'New message', body: '' }
    assert.deepEqual({ title, body }, gone)
    assert.deepEqual(left, { chatId: place.chatId, messageId: message.id })
    assert.deepEqual(await scene.listed(place.shopper), [id])
  })

  test('knows which message it told of when its data names none', async (scene) => {
    const place = await scene.place()
    const first = await scene.tell(place, place.user)
    const second = await scene.tell(place, place.user)
    await scene.collect()
    const told = { ...content(), body: 'secret', data: {} }
    const sent = await scene.decide(send(await scene.nextUndecided(), { content: told }))
    const bodyNow = async () => (await scene.notification(sent?.id ?? '')).body
    await scene.erase(place, first.id)
    assert.equal(await bodyNow(), 'secret')
    await scene.erase(place, second.id)
    assert.equal(await bodyNow(), '')
  })

  test('takes no decision made before the message was deleted', async (scene) => {
    const place = await scene.place()
    await scene.tell(place, place.user, { content: 'stays' })
    const { id } = await scene.tell(place, place.user, { content: 'secret' })
    await scene.collect()
    const before = await scene.nextUndecided()
    assert.equal(before.chat?.message?.content, 'secret')
    await scene.erase(place, id)
    assert.equal(await scene.decide(send(before)), null)
    const after = await scene.nextUndecided()
    assert.deepEqual([after.chat?.message?.content, after.chat?.count], ['stays', 1])
  })

  test('leaves what was told of other messages', async (scene) => {
    const place = await scene.place()
    const first = await scene.tell(place, place.user)
    await scene.collect()
    const data = { messageId: first.id }
    const told = { ...content(), body: 'of the first', data }
    const sent = await scene.decide(send(await scene.nextUndecided(), { content: told }))
    const second = await scene.say(place, place.user)
    await scene.erase(place, second.id)
    assert.equal((await scene.notification(sent?.id ?? '')).body, 'of the first')
  })
}
