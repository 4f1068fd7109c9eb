import { expect, test } from 'vitest'
import { pairOnline } from './support/pair'

const HOUR_MS = 3_600_000

test('fault 24: clocks an hour off, and stepping back, change no order', async () => {
  await using pair = await pairOnline({ nodes: 2 })
  const { lab, chatId, ann, bob } = pair
  ann.device.skew(-HOUR_MS)
  bob.device.skew(HOUR_MS)
  const texts = Array.from({ length: 12 }, (_, i) => `${i}`)
  for (const [i, text] of texts.entries()) {
    if (i === 3) lab.clock.step(HOUR_MS)
    if (i === 6) lab.clock.step(-2 * HOUR_MS)
    if (i === 9) lab.clock.step(HOUR_MS)
    const { client } = i % 2 === 0 ? ann : bob
    await lab.clock.until(client.chat.send(chatId, text))
  }
  await lab.clock.advance(10_000)
  for (const { shown } of [ann, bob]) expect(shown()).toEqual(texts)
  const stored = await pair.stored()
  expect(stored.map(({ content }) => content)).toEqual(texts)
  const times = stored.map(({ created_at }) => created_at)
  expect(times).not.toEqual([...times].sort())
})

test('fault 24: a token that a clock set forward has passed ends within five seconds', async () => {
  await using pair = await pairOnline()
  const { lab, chatId, bob } = pair
  const states: string[] = []
  bob.client.connection.subscribe(({ status }) => states.push(status))
  lab.clock.step(2 * HOUR_MS)
  await lab.clock.advance(5_000)
  expect(states).toContain('connecting')
  expect(states.at(-1)).toBe('online')
  await lab.otsy.chat.send(chatId, { content: 'after' })
  await lab.clock.advance(1_000)
  expect(bob.told).toEqual(['new 1 after'])
})
