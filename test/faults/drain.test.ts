import { expect, test } from 'vitest'
import { pairOnline } from './support/pair'

test('fault 25: nodes that restart one after the other under load lose and double nothing', async () => {
  await using pair = await pairOnline({ nodes: 3 })
  const { lab, chatId, ann, bob } = pair
  const sends: Promise<{ seq: number }>[] = []
  for (let i = 0; i < 60; i++) {
    if (i % 20 === 5) void lab.restart(Math.floor(i / 20))
    const { client } = i % 2 === 0 ? ann : bob
    sends.push(client.chat.send(chatId, `${i}`))
    await lab.clock.advance(250)
  }
  const stored = await lab.clock.until(Promise.all(sends), 120_000)
  expect(lab.nodes.every(({ isAlive }) => isAlive)).toBe(true)
  await lab.clock.advance(10_000)
  expect(stored.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 60 }, (_, i) => i + 1),
  )
  for (const { told } of [ann, bob]) {
    const numbers = told.map((line) => Number(line.split(' ')[1]))
    expect(numbers).toEqual(Array.from({ length: 60 }, (_, i) => i + 1))
  }
})
