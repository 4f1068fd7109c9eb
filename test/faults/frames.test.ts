import { expect, test } from 'vitest'
import { once, pairOnline } from './support/pair'

test('fault 1: a frame of the server that is lost leaves a hole, which is found and healed', async () => {
  await using pair = await pairOnline()
  const { lab, chatId, bob } = pair
  lab.network.script(once('"content":"one"', 'dropped', 'phone of bob'))
  for (const content of ['one', 'two']) await lab.otsy.chat.send(chatId, { content })
  await lab.clock.advance(2_000)
  expect(bob.told).toEqual(['new 1 one', 'new 2 two'])
  expect(bob.shown()).toEqual(['one', 'two'])
})

test('fault 2: a frame of the server that comes twice is told once', async () => {
  await using pair = await pairOnline()
  const { lab, chatId, bob } = pair
  lab.network.script(({ direction }) => (direction === 'to client' ? 'duplicated' : undefined))
  for (const content of ['one', 'two']) await lab.otsy.chat.send(chatId, { content })
  await lab.clock.advance(2_000)
  expect(bob.told).toEqual(['new 1 one', 'new 2 two'])
  expect(bob.shown()).toEqual(['one', 'two'])
})

test('fault 3: of two fan-outs that overtake each other the app sees the order of the log', async () => {
  await using pair = await pairOnline()
  const { lab, chatId, bob } = pair
  lab.network.script(({ text }) => (text.includes('"content":"one"') ? 'reordered' : undefined))
  for (const content of ['one', 'two']) await lab.otsy.chat.send(chatId, { content })
  await lab.clock.advance(20)
  expect(bob.told).toEqual([])
  await lab.clock.advance(2_000)
  expect(bob.told).toEqual(['new 1 one', 'new 2 two'])
})

test('fault 4: an answer lost after the commit leads to a retry, one row and the same number', async () => {
  await using pair = await pairOnline()
  const { lab, chatId, ann } = pair
  let lost = 0
  lab.network.script(({ device, direction, text }) => {
    if (device !== 'phone of ann' || direction !== 'to client' || lost > 1) return undefined
    // The answer, and the live event that would tell as much.
    if (!text.includes('only once')) return undefined
    lost++
    return 'dropped'
  })
  const message = await lab.clock.until(ann.client.chat.send(chatId, 'only once'))
  expect(lost).toBe(2)
  expect((await pair.stored()).map(({ id, seq }) => ({ id, seq }))).toEqual([
    { id: message.id, seq: 1 },
  ])
})

test('fault 5: a send whose frame comes twice has one row', async () => {
  await using pair = await pairOnline()
  const { lab, chatId, ann, bob } = pair
  lab.network.script(once('send_message', 'duplicated'))
  await lab.clock.until(ann.client.chat.send(chatId, 'only once'))
  await lab.clock.advance(2_000)
  expect((await pair.stored()).map(({ content }) => content)).toEqual(['only once'])
  expect(bob.told).toEqual(['new 1 only once'])
})
