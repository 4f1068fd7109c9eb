import type { BroadcastProgress } from '@otsy/client-sdk'
import { expect, test } from 'vitest'
import { rateOf, sampled, settledOf, type Sample } from './progress'

const broadcast: BroadcastProgress = {
  id: 'b1',
  title: 'Apples',
  kind: 'promotional',
  state: 'running',
  total: 100,
  by_state: { pending: 30, deferred: 5, sent: 40, suppressed: 25 },
  done: false,
  created_at: '2026-01-01T00:00:00.000Z',
}

test('what waits, or waits for its time, is not settled', () => {
  expect(settledOf(broadcast)).toBe(65)
})

test('a rate is of the last seconds, and unknown from one sample', () => {
  const all = [
    { at: 0, settled: 0 },
    { at: 1_000, settled: 5_000 },
    { at: 3_500, settled: 5_500 },
    { at: 4_000, settled: 5_600 },
  ].reduce<readonly Sample[]>(sampled, [])
  expect(all).toHaveLength(3)
  expect(rateOf(all)).toBe(200)
  expect(rateOf(all.slice(0, 1))).toBeNull()
  expect(rateOf([])).toBeNull()
})
