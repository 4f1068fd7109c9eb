import { expect, test } from 'vitest'
import { pairOnline } from './support/pair'

const pins = { ann: 0, bob: 1 }

test('fault 8: a node killed before the commit acknowledges nothing, and the retry succeeds', async () => {
  await using pair = await pairOnline({ nodes: 2, pins })
  const { lab, chatId, ann, bob } = pair
  lab.kill(0, { method: 'append', moment: 'before' })
  const sent = ann.client.chat.send(chatId, 'hello')
  await lab.clock.advance(1_000)
  expect(lab.nodes[0]?.isAlive).toBe(false)
  expect((await lab.nodes[1]?.otsy.chat.history(chatId, { page: 1, limit: 9 }))?.total).toBe(0)
  expect(ann.client.chat.room(chatId).messages.get()[0]?.delivery).not.toBe('sent')
  await lab.restart(0)
  expect((await lab.clock.until(sent)).seq).toBe(1)
  await lab.clock.advance(1_000)
  expect(bob.told).toEqual(['new 1 hello'])
})

test('fault 9: a node killed after the commit, before its answer: one row, which the retry is told', async () => {
  await using pair = await pairOnline({ nodes: 2, pins })
  const { lab, chatId, ann, bob } = pair
  lab.kill(0, { method: 'append', moment: 'after' })
  const sent = ann.client.chat.send(chatId, 'hello')
  await lab.clock.advance(1_000)
  const kept = await lab.nodes[1]?.otsy.chat.history(chatId, { page: 1, limit: 9 })
  expect(kept?.total).toBe(1)
  await lab.restart(0)
  expect((await lab.clock.until(sent)).id).toBe(kept?.messages[0]?.id)
  await lab.clock.advance(6_000)
  expect(bob.told).toEqual(['new 1 hello'])
  expect(await pair.stored()).toHaveLength(1)
})

test('fault 10: a node killed before it told the others: every member has it within one head check', async () => {
  await using pair = await pairOnline({ nodes: 2, pins })
  const { lab, chatId, ann, bob } = pair
  // Nothing of what node 0 says to the others gets out before it dies.
  lab.cutBus(0)
  await lab.clock.until(ann.client.chat.send(chatId, 'hello'))
  lab.kill(0)
  expect(bob.told).toEqual([])
  await lab.clock.advance(5_500)
  expect(bob.told).toEqual(['new 1 hello'])
})
