import { describe, expect, it } from 'vitest'
import { storedMessage } from '../../test/support/message'
import { advance } from './machine'
import { emptyLog, messagesInView, type LogState } from './state'
import { bounds, extendNewer, extendOlder, isInLatest, showAround, showLatest } from './stretches'

const lines = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => storedMessage({ seq: from + i }))
const page = (from: number, to: number) => ({ messages: lines(from, to), hasMore: from > 1 })
const seqs = (log: LogState) => messagesInView(log).map(({ seq }) => seq)
const range = (from: number, to: number) => lines(from, to).map(({ seq }) => seq)

const newest = advance(emptyLog, {
  type: 'loaded',
  messages: lines(91, 100),
  to: 100,
  hasOlder: true,
}).log

describe('what is in view of a chat’s history', () => {
  it('grows towards the beginning page by page, and knows when it is there', () => {
    const grown = extendOlder(newest, page(81, 90), 91)
    expect(seqs(grown)).toEqual(range(81, 100))
    expect(bounds(grown)).toEqual({ older: 81, newer: null })
    const whole = extendOlder(grown, page(1, 80), 81)
    expect(bounds(whole)).toEqual({ older: null, newer: null })
    expect(seqs(whole)).toEqual(range(1, 100))
  })

  it('ends at the beginning when there turns out to be nothing before', () => {
    expect(bounds(extendOlder(newest, { messages: [], hasMore: false }, 91)).older).toBeNull()
  })

  it('does not show a page that no longer fits in front of it, but keeps what it says', () => {
    const moved = extendOlder(newest, page(71, 80), 81)
    expect(seqs(moved)).toEqual(range(91, 100))
    expect(moved.messages.get('m75')).toBeDefined()
  })

  it('moves to the past, without the messages between there and the newest', () => {
    const past = showAround(newest, page(41, 60))
    expect(seqs(past)).toEqual(range(41, 60))
    expect(bounds(past)).toEqual({ older: 41, newer: 60 })
    expect(seqs(showLatest(past))).toEqual(range(91, 100))
  })

  it('grows back to the newest and then follows it again', () => {
    const past = showAround(newest, page(41, 60))
    const nearer = extendNewer(past, page(55, 75), 60)
    expect(seqs(nearer)).toEqual(range(41, 75))
    const back = extendNewer(nearer, page(70, 95), 75)
    expect(seqs(back)).toEqual(range(41, 100))
    expect(bounds(back)).toEqual({ older: 41, newer: null })
    const live = advance(back, { type: 'live', message: storedMessage({ seq: 101 }) }).log
    expect(seqs(live)).toEqual(range(41, 101))
  })

  it('does not take a page that leaves a hole behind it', () => {
    const past = showAround(newest, page(41, 60))
    expect(seqs(extendNewer(past, page(62, 80), 60))).toEqual(range(41, 60))
  })

  it('stays in the past when a new message comes', () => {
    const past = showAround(newest, page(41, 60))
    const live = advance(past, { type: 'live', message: storedMessage({ seq: 101 }) }).log
    expect(seqs(live)).toEqual(range(41, 60))
    expect(seqs(showLatest(live))).toEqual(range(91, 101))
  })

  it('knows what can be shown without asking', () => {
    expect(isInLatest(newest, 95)).toBe(true)
    expect(isInLatest(newest, 90)).toBe(false)
    expect(isInLatest(emptyLog, 1)).toBe(false)
  })
})
