import { expect, test } from 'vitest'
import { pairOnline } from './support/pair'

test('fault 27: read marks of two devices that overtake each other never move the cursor back', async () => {
  await using pair = await pairOnline()
  const { lab, chatId, ann, bob } = pair
  for (const content of ['one', 'two', 'three']) await lab.otsy.chat.send(chatId, { content })
  const tablet = pair.join('bob', 'tablet of bob')
  await lab.clock.advance(1_000)
  const seen: (number | undefined)[] = []
  ann.client.chat.room(chatId).reads.subscribe((reads) => seen.push(reads['bob']))
  lab.network.script(({ text }) =>
    text.includes('mark_messages_read') && text.includes('"up_to_seq":1') ? 'reordered' : undefined,
  )
  const marks = [bob.client.chat.markRead(chatId, 1), tablet.client.chat.markRead(chatId, 3)]
  await lab.clock.until(Promise.all(marks))
  await lab.clock.advance(2_000)
  expect(seen.at(-1)).toBe(3)
  expect(seen).toEqual([...seen].sort())
  const { members } = await lab.otsy.chat.get(chatId)
  expect(members.find(({ user_id }) => user_id === 'bob')?.read_seq).toBe(3)
})

test('fault 28: who was offline when messages were edited and deleted is shown their final state', async () => {
  await using pair = await pairOnline()
  const { lab, chatId, ann, bob } = pair
  const texts = ['one', 'two', 'three']
  const sent = await lab.clock.until(
    Promise.all(texts.map((text) => ann.client.chat.send(chatId, text))),
  )
  bob.device.goOffline()
  const [one, two] = sent.map(({ id }) => id)
  await lab.clock.until(ann.client.chat.edit(chatId, one ?? '', 'one, twice'))
  await lab.clock.until(ann.client.chat.edit(chatId, one ?? '', 'one, final'))
  await lab.clock.until(ann.client.chat.delete(chatId, two ?? ''))
  expect(bob.shown()).toEqual(texts)
  bob.device.goOnline()
  await lab.clock.advance(5_000)
  expect(bob.shown()).toEqual(['one, final', '', 'three'])
  expect(bob.told.slice(3)).toEqual(['updated 5 one, final', 'updated 6 '])
})

test('fault 29: who was removed is told nothing after it on a node that has not heard of it', async () => {
  await using pair = await pairOnline({ nodes: 2, pins: { ann: 0, bob: 1 } })
  const { lab, chatId, ann, bob } = pair
  await lab.clock.until(ann.client.chat.send(chatId, 'before'))
  await lab.clock.advance(1_000)
  lab.cutBus(0)
  await lab.otsy.chat.members.remove(chatId, 'bob')
  lab.healBus(0)
  const frames: string[] = []
  lab.network.script(({ device, direction, text }) => {
    if (device === 'phone of bob' && direction === 'to client') frames.push(text)
    return undefined
  })
  // The bus tells of the messages, and never told of the removal.
  await lab.clock.until(ann.client.chat.send(chatId, 'after'))
  await lab.clock.advance(5_500)
  expect(frames.length).toBeGreaterThan(0)
  expect(frames.filter((text) => text.includes('after'))).toEqual([])
  expect(bob.told).toEqual(['new 1 before'])
  expect(bob.client.chat.room(chatId).state.get().status).toBe('gone')
})

test('who was removed is told nothing after it where only a later change of members was heard of', async () => {
  await using pair = await pairOnline({ nodes: 2, pins: { ann: 0, bob: 1 } })
  const { lab, chatId, bob } = pair
  lab.cutBus(0)
  await lab.otsy.chat.members.remove(chatId, 'bob')
  lab.healBus(0)
  await lab.otsy.chat.members.add(chatId, { user_id: 'eve', role: 'user' })
  await lab.otsy.chat.send(chatId, { content: 'after' })
  await lab.clock.advance(1_000)
  expect(bob.told).toEqual([])
})
