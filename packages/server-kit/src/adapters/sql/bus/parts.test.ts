import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Assembly, partsOf } from './parts'

const put = (parts: readonly string[]): (string | null)[] => {
  const assembly = new Assembly()
  return parts.map((part) => assembly.add(part))
}

test('any text comes out as it went in, in parts that fit into a notification', () => {
  const text = fc
    .tuple(fc.string({ unit: 'binary' }), fc.nat(9_000), fc.constantFrom('x', 'é', '日', '👩🏽‍🍳'))
    .map(([some, count, unit]) => some + unit.repeat(count))
  fc.assert(
    fc.property(text, (whole) => {
      const parts = partsOf(whole)
      expect(Math.max(...parts.map((part) => Buffer.byteLength(part)))).toBeLessThan(8_000)
      expect(new Set(parts).size).toBe(parts.length)
      expect(put(parts).at(-1)).toBe(whole)
    }),
  )
})

test('a text that lacks a part is dropped, and the next one is whole', () => {
  const [first = '', , ...rest] = partsOf('x'.repeat(30_000))
  const next = partsOf('next')
  expect(put([first, ...rest, ...next]).filter((text) => text !== null)).toEqual(['next'])
  expect(put([...rest, ...next]).filter((text) => text !== null)).toEqual(['next'])
})
