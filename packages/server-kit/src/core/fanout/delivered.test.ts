import { describe, expect, test } from 'vitest'
import { Delivered } from './delivered'

describe('what was delivered', () => {
  test('grows without a hole, in whatever order it comes', () => {
    const delivered = new Delivered(3)
    expect(delivered.note(5)).toBe(true)
    expect(delivered.upTo).toBe(3)
    expect(delivered.note(4)).toBe(true)
    expect(delivered.upTo).toBe(5)
  })

  test('knows what it has seen, before and beyond the hole', () => {
    const delivered = new Delivered(3)
    delivered.note(6)
    expect([3, 4, 5, 6, 7].map((seq) => delivered.has(seq))).toEqual([
      true,
      false,
      false,
      true,
      false,
    ])
    expect([2, 3, 6].map((seq) => delivered.note(seq))).toEqual([false, false, false])
  })

  test('passes over superseded numbers, and takes what stood beyond with it', () => {
    const delivered = new Delivered(0)
    for (const seq of [3, 7, 8]) delivered.note(seq)
    delivered.advance(6)
    expect(delivered.upTo).toBe(8)
    delivered.advance(5)
    expect(delivered.upTo).toBe(8)
    expect(delivered.note(6)).toBe(false)
  })
})
