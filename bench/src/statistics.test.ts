import { expect, test } from 'vitest'
import { latencies, median } from './statistics'

test('the median is the middle value, whatever the order', () => {
  expect(median([9, 1, 5])).toBe(5)
  expect(median([4, 1, 3, 2])).toBe(2.5)
})

test('a percentile is a value that was measured', () => {
  const samples = Array.from({ length: 1000 }, (_, index) => 1000 - index)
  expect(latencies(samples)).toEqual({ count: 1000, p50: 500, p99: 990, max: 1000 })
})

test('one slow delivery in a hundred is seen by the maximum, not by the 99th percentile', () => {
  const samples = [...Array.from({ length: 99 }, () => 1), 500]
  expect(latencies(samples)).toMatchObject({ p99: 1, max: 500 })
})
