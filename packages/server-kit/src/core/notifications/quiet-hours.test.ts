import { describe, expect, test } from 'vitest'
import { isTimeZone, quietUntil } from './quiet-hours'

const night = { from: '22:00', to: '07:30', time_zone: 'Asia/Tokyo' }
const at = (tokyo: string) => Date.parse(`2026-01-15T${tokyo}:00.000+09:00`)

describe('quiet hours', () => {
  test.each([
    ['21:59', null],
    ['22:00', '2026-01-15T22:30:00.000Z'],
    ['23:30', '2026-01-15T22:30:00.000Z'],
    ['00:10', '2026-01-14T22:30:00.000Z'],
    ['07:29', '2026-01-14T22:30:00.000Z'],
    ['07:30', null],
    ['12:00', null],
  ])('over midnight, at %s in Tokyo', (time, end) => {
    const until = quietUntil(night, at(time))
    expect(until === null ? null : new Date(until).toISOString()).toBe(end)
  })

  test('within one day', () => {
    const nap = { from: '13:00', to: '14:00', time_zone: 'UTC' }
    expect(quietUntil(nap, Date.parse('2026-01-15T13:20:30.500Z'))).toBe(
      Date.parse('2026-01-15T14:00:00.000Z'),
    )
    expect(quietUntil(nap, Date.parse('2026-01-15T14:00:00.000Z'))).toBeNull()
  })

  test('the same time twice is none', () => {
    expect(quietUntil({ from: '08:00', to: '08:00', time_zone: 'UTC' }, 8 * 3_600_000)).toBeNull()
  })

  test('knows zones', () => {
    expect(isTimeZone('Asia/Tokyo')).toBe(true)
    expect(isTimeZone('Mars/Olympus')).toBe(false)
  })
})
