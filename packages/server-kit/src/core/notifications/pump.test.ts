import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Pump, type PumpOptions } from './pump'

const quiet = () => undefined
const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet }

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function pumpOf(turn: PumpOptions['turn'], restMs = 50): Pump {
  return new Pump({ name: 'a test', everyMs: 10_000, restMs, logger, turn })
}

test('rests between turns, however often it is woken', async () => {
  const turn = vi.fn(async () => 'soon' as const)
  const pump = pumpOf(turn)
  pump.start()
  for (let at = 0; at < 1_000; at += 5) {
    pump.wake()
    await vi.advanceTimersByTimeAsync(5)
  }
  expect(turn.mock.calls.length).toBeGreaterThan(15)
  expect(turn.mock.calls.length).toBeLessThan(25)
  await pump.stop()
})

test('does all there is without a rest, and begins at once when woken from silence', async () => {
  let left = 5
  const turn = vi.fn(async () => --left > 0)
  const pump = pumpOf(turn)
  pump.start()
  await vi.advanceTimersByTimeAsync(0)
  expect(turn).toHaveBeenCalledTimes(5)
  await vi.advanceTimersByTimeAsync(60)
  pump.wake()
  await vi.advanceTimersByTimeAsync(0)
  expect(turn).toHaveBeenCalledTimes(6)
  await pump.stop()
})

test('stops in the middle of a rest', async () => {
  const pump = pumpOf(async () => false, 60_000)
  pump.start()
  await vi.advanceTimersByTimeAsync(1)
  await pump.stop()
  expect(vi.getTimerCount()).toBe(0)
})
