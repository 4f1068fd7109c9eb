import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Session } from './session'

describe('a session', () => {
  const onExpiring = vi.fn()
  const onExpired = vi.fn()
  const viewer = (lifeMs: number) =>
    ({ userId: 'hanako', role: 'user', expiresAt: Date.now() + lifeMs }) as const
  const counts = () => [onExpiring.mock.calls.length, onExpired.mock.calls.length]

  beforeEach(() => {
    vi.useFakeTimers()
    vi.clearAllMocks()
  })
  afterEach(() => void vi.useRealTimers())

  test('is announced to end a minute before it does', () => {
    new Session(viewer(600_000), { onExpiring, onExpired })
    vi.advanceTimersByTime(539_999)
    expect(counts()).toEqual([0, 0])
    vi.advanceTimersByTime(1)
    expect(counts()).toEqual([1, 0])
    vi.advanceTimersByTime(60_000)
    expect(counts()).toEqual([1, 1])
  })

  test('that is short is announced at half of its life', () => {
    new Session(viewer(10_000), { onExpiring, onExpired })
    vi.advanceTimersByTime(5_000)
    expect(counts()).toEqual([1, 0])
    vi.advanceTimersByTime(5_000)
    expect(counts()).toEqual([1, 1])
  })

  test('that is renewed ends with its new token, also after it was announced', () => {
    const session = new Session(viewer(10_000), { onExpiring, onExpired })
    vi.advanceTimersByTime(6_000)
    session.renew(viewer(600_000))
    vi.advanceTimersByTime(500_000)
    expect(counts()).toEqual([1, 0])
    vi.advanceTimersByTime(100_000)
    expect(counts()).toEqual([2, 1])
  })

  test('that is over, or ends, tells nothing more', () => {
    const session = new Session(viewer(10_000), { onExpiring, onExpired })
    session.end()
    vi.advanceTimersByTime(20_000)
    expect(counts()).toEqual([0, 0])
  })

  test('may outlast what a timer can wait', () => {
    const days = 100 * 86_400_000
    new Session(viewer(days), { onExpiring, onExpired })
    vi.advanceTimersByTime(days - 60_001)
    expect(counts()).toEqual([0, 0])
    vi.advanceTimersByTime(60_001)
    expect(counts()).toEqual([1, 1])
  })
})
