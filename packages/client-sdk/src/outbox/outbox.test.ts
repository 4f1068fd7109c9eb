import { expect, it } from 'vitest'
import { platformEnvironment } from '../environment'
import { OtsyError } from '../error'
import type { OutboxEntry } from './entry'
import { memoryOutboxStorage } from './memory-storage'
import { Outbox } from './outbox'

const entry: OutboxEntry = {
  ...{ clientId: 'key', chatId: 'chat', draft: { content: 'hello', type: 'text' } },
  ...{ createdAt: '2026-01-15T12:00:00.000Z', readSeq: 0, refusal: null },
}

it('waits before it tries again where a connection seems to stand and nothing gets out', async () => {
  const waits: number[] = []
  let tries = 0
  const outbox = new Outbox({
    environment: {
      ...platformEnvironment(),
      setTimer: (_run, ms) => waits.push(ms),
      clearTimer: () => undefined,
    },
    storage: memoryOutboxStorage(),
    limit: 10,
    isOnline: () => true,
    deliver: async () => {
      tries++
      if (tries > 1) await new Promise(() => undefined)
      throw new OtsyError('network_error')
    },
    onChange: () => undefined,
    onSent: () => undefined,
    onFailed: () => undefined,
  })
  await outbox.use('account')
  void outbox.add(entry)
  // Long enough for everything that needs no time.
  await new Promise((resolve) => setImmediate(resolve))
  expect(tries).toBe(1)
  expect(waits.at(-1)).toBeGreaterThanOrEqual(500)
})
