import { expect, test } from 'vitest'
import { closingTimes, comeBackMs } from './drain'

test('a few connections are closed at once, with no need to wait', () => {
  expect(closingTimes(0, 10_000)).toEqual([])
  expect(closingTimes(50, 10_000)).toEqual(Array.from({ length: 50 }, () => 0))
})

test('many are closed evenly, in batches, in no more than half of the time', () => {
  const thousand = closingTimes(1_000, 10_000)
  expect(thousand).toEqual(thousand.toSorted((a, b) => a - b))
  expect(thousand.filter((at) => at === 0)).toHaveLength(50)
  expect(thousand.at(-1)).toBe(950)
  const many = closingTimes(100_000, 10_000)
  expect(many.at(-1)).toBe(4_950)
  expect(closingTimes(3, 0)).toEqual([0, 0, 0])
})

test('each is told another time to come back', () => {
  const times = Array.from({ length: 200 }, comeBackMs)
  expect(new Set(times).size).toBeGreaterThan(50)
  expect(Math.max(...times)).toBeLessThanOrEqual(1_000)
})
