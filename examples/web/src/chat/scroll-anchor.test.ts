import { expect, test } from 'vitest'
import { firstEndingAfter } from './scroll-anchor'

const lines = [40, 60, 20, 100].map((offsetHeight, index, heights) => ({
  offsetHeight,
  offsetTop: heights.slice(0, index).reduce((sum, height) => sum + height, 0),
}))

test.each([
  { y: 0, index: 0 },
  { y: 39, index: 0 },
  { y: 40, index: 1 },
  { y: 119, index: 2 },
  { y: 120, index: 3 },
  { y: 220, index: 4 },
])('scrolled by $y the first line in view is $index', ({ y, index }) => {
  expect(firstEndingAfter(lines, y)).toBe(index)
})

test('without lines there is none', () => {
  expect(firstEndingAfter([], 0)).toBe(0)
})
