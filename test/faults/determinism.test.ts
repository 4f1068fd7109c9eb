import { createOtsyClient } from '@otsy/client-sdk'
import { createTestOtsy, type TraceEntry } from '@otsy/server-kit/testing'
import { expect, test } from 'vitest'

async function run(seed: number): Promise<{ trace: readonly TraceEntry[]; seen: string[] }> {
  const lab = await createTestOtsy({
    nodes: 2,
    network: { seed, drop: 0.02, duplicate: 0.1, reorder: 0.1, cut: 0.02, delay: 80 },
  })
  try {
    const chat = await lab.otsy.chat.open({ order_id: 'o', user_id: 'ann', shopper_id: 'bob' })
    const seen: string[] = []
    const clients = ['ann', 'bob'].map((userId) => {
      const device = lab.device(`phone of ${userId}`)
      const client = createOtsyClient({
        ...{ url: device.url, getToken: async () => lab.token(userId) },
        environment: device.environment,
      })
      client.chat.room(chat.id).messages.subscribe(() => {})
      client.on('new_message', (m) => void seen.push(`${userId} ${m.seq} ${m.content}`))
      return client
    })
    await lab.clock.advance(3_000)
    const sends: Promise<unknown>[] = []
    for (let i = 0; i < 10; i++) {
      for (const [n, client] of clients.entries())
        sends.push(client.chat.send(chat.id, `${n}-${i}`))
      await lab.clock.advance(300)
    }
    lab.heal()
    await lab.clock.advance(60_000)
    await Promise.all(sends)
    for (const client of clients) client.close()
    return { trace: lab.network.trace, seen }
  } finally {
    await lab.close()
  }
}

test('the same seed gives the same trace', async () => {
  const first = await run(7)
  const again = await run(7)
  expect(JSON.stringify(again)).toBe(JSON.stringify(first))
  expect(first.trace.some(({ fate }) => fate !== 'passed')).toBe(true)
  expect(JSON.stringify(await run(8))).not.toBe(JSON.stringify(first))
})
