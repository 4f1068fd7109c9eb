import { describe, expect, it } from 'vitest'
import { manualClock } from '../../test/support/clock'
import type { TypingPerson } from '../api/room'
import { Value } from '../observable/value'
import { TypingNotifier } from './notifier'
import { Typists } from './typists'

describe('telling that one is typing', () => {
  function notifier() {
    const clock = manualClock()
    const told: string[] = []
    const typing = new TypingNotifier({
      environment: clock,
      tell: (chatId, action) => told.push(`${chatId} ${action}`),
      onUse: () => undefined,
    })
    return { clock, told, typing }
  }

  it('tells once for many key presses, and again before it lapses', () => {
    const { clock, told, typing } = notifier()
    for (let i = 0; i < 25; i++) {
      typing.notify('a')
      clock.advance(100)
    }
    expect(told).toEqual(['a start'])
    clock.advance(500)
    typing.notify('a')
    expect(told).toEqual(['a start', 'a start'])
  })

  it('tells that it is over some seconds after the last key press', () => {
    const { clock, told, typing } = notifier()
    typing.notify('a')
    clock.advance(4_999)
    expect(told).toEqual(['a start'])
    clock.advance(1)
    expect(told).toEqual(['a start', 'a stop'])
  })

  it('tells each chat by itself, and nothing of those nobody typed in', () => {
    const { told, typing } = notifier()
    typing.notify('a')
    typing.notify('b')
    typing.stop('a')
    typing.stop('a')
    typing.stop('c')
    expect(told).toEqual(['a start', 'b start', 'a stop'])
  })

  it('forgets without telling when the connection goes', () => {
    const { clock, told, typing } = notifier()
    typing.notify('a')
    typing.clear()
    clock.advance(60_000)
    expect(told).toEqual(['a start'])
  })
})

describe('hearing that others type', () => {
  function typists() {
    const clock = manualClock()
    const people = new Value<readonly TypingPerson[]>([])
    const hearing = new Typists(clock, people)
    const hear = (userId: string, action: 'start' | 'stop' = 'start', expires_in = 6_000) =>
      hearing.hear(
        { userId, role: 'user', chatId: 'a', timestamp: '', action, expires_in },
        `Name of ${userId}`,
      )
    return { clock, hear, hearing, who: () => people.get().map(({ userId }) => userId), people }
  }

  it('shows who types until they stop', () => {
    const { hear, who, people } = typists()
    hear('x')
    hear('y')
    expect(who()).toEqual(['x', 'y'])
    expect(people.get()[0]).toEqual({ userId: 'x', role: 'user', name: 'Name of x' })
    hear('x', 'stop')
    expect(who()).toEqual(['y'])
  })

  it('lets it lapse when the stop never comes, unless it is repeated', () => {
    const { clock, hear, who } = typists()
    hear('x')
    hear('y')
    clock.advance(5_000)
    hear('y')
    clock.advance(1_000)
    expect(who()).toEqual(['y'])
    clock.advance(5_000)
    expect(who()).toEqual([])
  })

  it('does not believe in an indicator that lasts forever', () => {
    const { clock, hear, who } = typists()
    hear('x', 'start', Number.MAX_SAFE_INTEGER)
    clock.advance(30_000)
    expect(who()).toEqual([])
  })

  it('is the same list while the same people type', () => {
    const { hear, people } = typists()
    hear('x')
    const before = people.get()
    hear('x')
    expect(people.get()).toBe(before)
  })

  it('ends when their message came', () => {
    const { hear, hearing, who } = typists()
    hear('x')
    hearing.remove('x')
    expect(who()).toEqual([])
  })
})
