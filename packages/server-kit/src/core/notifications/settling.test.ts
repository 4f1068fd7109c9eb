import { afterEach, expect, test, vi } from 'vitest'
import { OtsyError } from '../errors'
import type { DeliveryResult } from './model'
import { Settling } from './settling'

const result = (id: string): DeliveryResult => ({
  ...{ id, claim: 1, outcome: 'sent', step: { step: 'push', outcome: 'accepted' } },
})

const away = new OtsyError('storage_unavailable', { message: 'away' })

/** A store that writes when it is told to. */
function slowStore() {
  const writes: { readonly ids: string[]; done(): void; fail(): void }[] = []
  let arrived = (): void => {}
  return {
    settle(results: readonly DeliveryResult[]): Promise<void> {
      return new Promise((resolve, reject) => {
        const ids = results.map(({ id }) => id)
        writes.push({ ids, done: resolve, fail: () => reject(away) })
        arrived()
      })
    },
    async write(number: number) {
      while (writes[number] === undefined) await new Promise<void>((done) => (arrived = done))
      return writes[number]
    },
    writes,
  }
}

afterEach(() => vi.useRealTimers())

test('what comes during a write goes together in the next, and nobody waits longer than theirs', async () => {
  const store = slowStore()
  const settling = new Settling(store)
  const first = settling.settle(result('a'))
  const one = await store.write(0)
  const second = [settling.settle(result('b')), settling.settle(result('c'))]
  one.done()
  await first
  const two = await store.write(1)
  expect(two.ids).toEqual(['b', 'c'])
  const third = settling.settle(result('d'))
  two.done()
  // The third write is under way, and the second is over all the same.
  await Promise.all(second)
  ;(await store.write(2)).done()
  await third
})

test('a store that is away for a moment loses nothing', async () => {
  vi.useFakeTimers()
  const store = slowStore()
  const settling = new Settling(store)
  const settled = settling.settle(result('a'))
  for (const attempt of [0, 1]) {
    ;(await store.write(attempt)).fail()
    await vi.advanceTimersByTimeAsync((attempt + 1) * 1_000)
  }
  const third = await store.write(2)
  expect(third.ids).toEqual(['a'])
  third.done()
  await settled
})

test('one that stays away fails those it was told of, and not the next ones', async () => {
  vi.useFakeTimers()
  const store = slowStore()
  const settling = new Settling(store)
  const settled = expect(settling.settle(result('a'))).rejects.toThrow('away')
  for (let attempt = 0; attempt < 6; attempt++) {
    ;(await store.write(attempt)).fail()
    await vi.advanceTimersByTimeAsync(6_000)
  }
  const next = settling.settle(result('b'))
  await settled
  const write = await store.write(6)
  expect(write.ids).toEqual(['b'])
  write.done()
  await next
})

test('one that the store cannot keep ends as failed, and the others as they went', async () => {
  const kept = new Map<string, string>()
  const settling = new Settling({
    async settle(results) {
      if (results.some(({ step }) => step.detail === 'bad')) throw new Error('not in SQL')
      for (const { id, outcome } of results) kept.set(id, outcome)
    },
  })
  const bad: DeliveryResult = {
    ...result('b'),
    step: { step: 'push', outcome: 'accepted', detail: 'bad' },
  }
  const given = [result('a'), bad, result('c'), result('d')]
  await Promise.all(given.map((one) => settling.settle(one)))
  expect(Object.fromEntries(kept)).toEqual({ a: 'sent', b: 'failed', c: 'sent', d: 'sent' })
})
