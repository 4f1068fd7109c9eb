import { describe, expect, test } from 'vitest'
import { Strikes } from './strikes'

describe('strikes', () => {
  test('are too many after a hundred in a row', () => {
    const strikes = new Strikes()
    const added = Array.from({ length: 101 }, (_, i) => strikes.add(1_000_000 + i * 59_000))
    expect(added.indexOf(true)).toBe(100)
  })

  test('are forgotten after a quiet minute', () => {
    const strikes = new Strikes()
    for (let i = 0; i < 100; i++) strikes.add(1_000_000)
    expect(strikes.add(1_060_000)).toBe(false)
    for (let i = 0; i < 99; i++) expect(strikes.add(1_060_000)).toBe(false)
    expect(strikes.add(1_060_000)).toBe(true)
  })
})
