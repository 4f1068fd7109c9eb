import { expect, test } from 'vitest'
import { Pace } from './pace'

const [SLOW, FAST] = ['https://slow.example', 'https://fast.example']
const down = { outcome: 'retry', reason: 'unreachable' } as const
const accepted = { outcome: 'accepted' } as const

function pace(at = { now: 0 }) {
  return new Pace(() => at.now)
}

test('a service with 64 under way gets no more until one ends', () => {
  const it = pace()
  for (let i = 0; i < 64; i++) it.began(SLOW)
  it.began(FAST)
  expect(it.busy()).toEqual([SLOW])
  it.began(SLOW)
  expect(it.ended(SLOW)).toBe(false)
  expect(it.ended(SLOW)).toBe(true)
  expect(it.busy()).toEqual([])
  expect(it.ended(FAST)).toBe(false)
})

test('a service that fails is left alone, until an answer ends it', () => {
  const at = { now: 0 }
  const it = pace(at)
  for (let i = 0; i < 4; i++) it.heard(SLOW, down, 'a')
  it.heard(SLOW, accepted, 'a')
  for (let i = 0; i < 4; i++) it.heard(SLOW, down, 'a')
  it.heard(FAST, accepted, 'b')
  expect(it.busy()).toEqual([])
  // It was not called, which says nothing of it.
  it.heard(SLOW, { outcome: 'refused', reason: 'endpoint_not_allowed' }, 'c')
  it.heard(SLOW, down, 'a')
  expect(it.busy()).toEqual([SLOW])
  at.now = 15_000
  expect(it.busy()).toEqual([])
  it.heard(SLOW, { outcome: 'gone', status: 410 }, 'a')
  it.heard(SLOW, down, 'a')
  expect(it.busy()).toEqual([])
})

test('Retry-After of a service that is overloaded counts for all, of a device for that one', () => {
  const it = pace()
  it.heard(FAST, { outcome: 'retry', reason: 'busy', status: 429, retryAfterMs: 9_000 }, 'a')
  expect(it.busy()).toEqual([])
  it.heard(
    SLOW,
    { outcome: 'retry', reason: 'server_error', status: 503, retryAfterMs: 9_000 },
    'b',
  )
  expect(it.busy()).toEqual([SLOW])
})

test('what is remembered has a bound, however many names fail', () => {
  const it = pace()
  for (let i = 0; i < 5_000; i++) {
    for (let failure = 0; failure < 5; failure++) it.heard(`https://n${i}.example`, down, 'a')
  }
  expect(it.busy()).toHaveLength(1_024)
  expect(it.busy().at(-1)).toBe('https://n4999.example')
})
