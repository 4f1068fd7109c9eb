import { describe, expect, test } from 'vitest'
import { judge } from './judge'
import { DEFAULT_PREFERENCES, type ChatFacts, type Undecided } from './model'

const now = Date.parse('2026-01-15T14:00:00.000Z') // 23:00 in Tokyo
const message = {
  ...{ id: 'm', seq: 7, type: 'text', content: 'hi', sender_id: 's', metadata: null },
}
const chat: ChatFacts = {
  ...{ chat_id: 'c', order_id: 'o', is_member: true, muted_until: null, count: 1, message },
}
const undecided = (changes: Partial<Undecided> = {}): Undecided => ({
  ...{ id: 'n', claim: 1, user_id: 'u', kind: 'chat_message', tag: 'c', content: null, chat },
  ...{ preferences: null, locale: null, looked: 0, last_sent_at: null },
  ...{ expires_at: now + 60_000, now },
  ...changes,
})
const quiet_hours = { from: '22:00', to: '07:00', time_zone: 'Asia/Tokyo' }
const names = ({ steps }: ReturnType<typeof judge>) =>
  steps.map(({ step, outcome }) => `${step} ${outcome}`)

describe('goes out', () => {
  test('to a member who is away, and says what it looked at', () => {
    const verdict = judge(undecided(), false)
    expect(verdict.outcome).toBe('send')
    expect(names(verdict)).toEqual(['read passed', 'preference passed', 'looking passed'])
  })

  test('to one who looks, but did not read in the time given', () => {
    expect(judge(undecided({ looked: 1 }), true).outcome).toBe('send')
  })

  test('in quiet hours when it is an alert of the system', () => {
    const preferences = { ...DEFAULT_PREFERENCES, quiet_hours }
    const alert = undecided({ kind: 'system_alert', chat: null, preferences })
    expect(judge(alert, false).outcome).toBe('send')
  })

  test('when a mute is over', () => {
    const over = { ...chat, muted_until: '2026-01-15T13:59:59.999Z' }
    expect(judge(undecided({ chat: over }), false).outcome).toBe('send')
  })
})

describe('waits', () => {
  test('half a minute for one who is looking', () => {
    expect(judge(undecided(), true)).toMatchObject({
      ...{ outcome: 'defer', because: 'looking', until: now + 30_000 },
    })
  })

  test('for the end of quiet hours', () => {
    const preferences = { ...DEFAULT_PREFERENCES, quiet_hours }
    expect(judge(undecided({ preferences }), false)).toMatchObject({
      ...{ outcome: 'defer', because: 'quiet_hours' },
      until: Date.parse('2026-01-15T22:00:00.000Z'),
    })
  })

  test('a moment after the last one', () => {
    expect(judge(undecided({ last_sent_at: now - 1_000 }), false)).toMatchObject({
      ...{ outcome: 'defer', because: 'burst', until: now + 4_000 },
    })
    expect(judge(undecided({ last_sent_at: now - 5_000 }), false).outcome).toBe('send')
  })
})

describe('is dropped', () => {
  test.each<[string, Partial<Undecided>, string, string]>([
    ['read', { chat: { ...chat, message: null, count: 0 } }, 'suppressed', 'read stopped'],
    ['no member', { chat: { ...chat, is_member: false } }, 'cancelled', 'membership stopped'],
    ['too old', { expires_at: now }, 'expired', 'expired stopped'],
    [
      'not wanted',
      { preferences: { ...DEFAULT_PREFERENCES, chat_messages: false } },
      ...(['suppressed', 'preference stopped'] as const),
    ],
    ['by default', { kind: 'promotional', chat: null }, 'suppressed', 'preference stopped'],
    [
      'muted',
      { chat: { ...chat, muted_until: '2026-01-15T14:00:00.001Z' } },
      ...(['suppressed', 'muted stopped'] as const),
    ],
  ])('when %s', (...[, changes, state, last]) => {
    const verdict = judge(undecided(changes), false)
    expect(verdict).toMatchObject({ outcome: 'drop', state })
    expect(names(verdict).at(-1)).toBe(last)
  })
})
