import { LIMITS } from '@otsy/protocol'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { localBus } from '../fanout/local-bus'
import { TypingService } from './service'

describe('typing', () => {
  const place = { chatId: 'c', userId: 'hanako' }
  const hanako = { role: 'user', membersRev: 1 } as const
  let told: string[]
  let typing: TypingService

  beforeEach(() => {
    vi.useFakeTimers()
    const bus = localBus()
    told = []
    bus.subscribe((signal) => {
      if (signal.kind === 'typing') told.push(`${signal.user_id} ${signal.action}`)
    })
    typing = new TypingService(bus)
  })
  afterEach(() => void vi.useRealTimers())

  test('ends by itself when it is not repeated', () => {
    typing.start(place, 'phone', hanako)
    vi.advanceTimersByTime(LIMITS.typingTtlMs - 1)
    expect(told).toEqual(['hanako start'])
    vi.advanceTimersByTime(1)
    expect(told).toEqual(['hanako start', 'hanako stop'])
  })

  test('goes on while it is repeated, and is told again at most once a second', () => {
    for (let i = 0; i < 30; i++) {
      typing.start(place, 'phone', hanako)
      vi.advanceTimersByTime(500)
    }
    expect(told).toEqual(Array.from({ length: 15 }, () => 'hanako start'))
    vi.advanceTimersByTime(LIMITS.typingTtlMs)
    expect(told.at(-1)).toBe('hanako stop')
  })

  test('that has not begun does not end', () => {
    typing.stop(place)
    typing.stopConnection('phone')
    expect(told).toEqual([])
  })

  test('ends with its connection, in one chat or in all', () => {
    typing.start(place, 'phone', hanako)
    typing.start({ ...place, chatId: 'd' }, 'phone', hanako)
    typing.start({ chatId: 'c', userId: 'taro' }, 'desk', hanako)
    typing.stopConnection('phone', 'c')
    expect(told.slice(3)).toEqual(['hanako stop'])
    typing.stopConnection('phone')
    expect(told.slice(3)).toEqual(['hanako stop', 'hanako stop'])
  })

  test('tells nothing once it is closed', () => {
    typing.start(place, 'phone', hanako)
    typing.close()
    vi.advanceTimersByTime(LIMITS.typingTtlMs * 2)
    expect(told).toEqual(['hanako start'])
  })
})
