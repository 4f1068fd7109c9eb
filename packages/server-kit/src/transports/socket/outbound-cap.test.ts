import { EventEmitter } from 'node:events'
import { expect, it } from 'vitest'
import { OutboundCap } from './outbound-cap'

/** A connection that is written to; what waits in its socket is as the test says. */
function connection() {
  const events = new EventEmitter()
  const socket = { bufferedAmount: 0, terminate: () => undefined }
  let now = 0
  let cuts = 0
  const cap = new OutboundCap({ bytes: 1_000, onCut: () => cuts++, now: () => now })
  const on = (event: string, listener: (packet: { data?: unknown }) => void) =>
    events.on(event, listener)
  cap.watch({ transport: { socket }, readyState: 'open', on, close: () => undefined })
  return {
    /** Something is told while so many bytes wait; how often it was cut by then. */
    tell(waiting: number, afterMs: number) {
      now += afterMs
      socket.bufferedAmount = waiting
      events.emit('packetCreate', { data: 'something' })
      events.emit('flush')
      return cuts
    },
  }
}

it('lets a reader read what is more than the cap, as long as it becomes less', () => {
  const { tell } = connection()
  const cuts = [1_900, 1_700, 1_500, 1_300, 1_100].map((waiting) => tell(waiting, 9_000))
  expect(cuts).toEqual([0, 0, 0, 0, 0])
})

it('cuts at twice the cap at once', () => {
  const { tell } = connection()
  expect(tell(2_000, 0)).toBe(0)
  expect(tell(2_001, 0)).toBe(1)
})

it('cuts who is over the cap and reads nothing for ten seconds', () => {
  const { tell } = connection()
  expect(tell(1_500, 0)).toBe(0)
  expect(tell(1_600, 9_999)).toBe(0)
  expect(tell(1_500, 1)).toBe(1)
})

it('begins to count anew after it was below', () => {
  const { tell } = connection()
  expect([tell(1_500, 0), tell(1_000, 9_000), tell(1_500, 9_000), tell(1_600, 9_000)]).toEqual([
    0, 0, 0, 0,
  ])
})
