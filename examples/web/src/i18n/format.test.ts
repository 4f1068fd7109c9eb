import { describe, expect, test } from 'vitest'
import { createFormat } from './format'
import { pickLanguage } from './language'

const now = Date.parse('2026-03-02T03:00:00Z')
const tokyo = createFormat('ja', 'Asia/Tokyo')
const london = createFormat('en', 'Europe/London')

describe('days', () => {
  test('are those of the reader, not of the server', () => {
    // Half past midnight in Tokyo, the afternoon before in London.
    const at = '2026-03-01T15:30:00Z'
    expect(tokyo.day(at, now)).toBe('今日')
    expect(london.day(at, now)).toBe('Yesterday')
  })

  test('carry the year when it is another one', () => {
    expect(london.day('2026-01-05T12:00:00Z', now)).not.toContain('2026')
    expect(london.day('2025-12-31T12:00:00Z', now)).toContain('2025')
  })

  test('stand in the list once the time alone would mislead', () => {
    expect(tokyo.timeOrDay('2026-03-02T01:05:00Z', now)).toBe('10:05')
    expect(tokyo.timeOrDay('2026-03-01T01:05:00Z', now)).toBe('3/1')
  })
})

describe('how long ago', () => {
  test.each([
    { seconds: 30, said: 'now' },
    { seconds: 90, said: '1 minute ago' },
    { seconds: 7_200, said: '2 hours ago' },
    { seconds: 200_000, said: '2 days ago' },
  ])('$seconds seconds are "$said"', ({ seconds, said }) => {
    expect(london.ago(new Date(now - seconds * 1_000).toISOString(), now)).toBe(said)
  })

  test('a clock that is ahead is taken for now', () => {
    expect(tokyo.ago(new Date(now + 60_000).toISOString(), now)).toBe('今')
  })
})

test('money follows the reader and survives a currency nobody knows', () => {
  expect(tokyo.money(3480, 'JPY')).toBe('￥3,480')
  expect(london.money(3480, 'JPY')).toBe('¥3,480')
  expect(london.money(3480, 'points')).toBe('3,480 points')
})

test.each([
  { preferred: ['ja-JP', 'en'], language: 'ja' },
  { preferred: ['fr', 'ja'], language: 'ja' },
  { preferred: ['fr'], language: 'en' },
  { preferred: [], language: 'en' },
])('of $preferred the page speaks $language', ({ preferred, language }) => {
  expect(pickLanguage(preferred)).toBe(language)
})
