import { expect, test } from 'vitest'
import { Circuit } from './circuit'

function failing(circuit: Circuit, times: number, now: number): void {
  for (let i = 0; i < times; i++) circuit.failed(now)
}

test('pauses after five failures in a row, not after four', () => {
  const circuit = new Circuit()
  failing(circuit, 4, 0)
  expect(circuit.isPaused(0)).toBe(false)
  circuit.failed(0)
  expect(circuit.isPaused(14_999)).toBe(true)
  expect(circuit.isPaused(15_000)).toBe(false)
})

test('one failure after the pause doubles it; those under way when it began count for nothing', () => {
  const circuit = new Circuit()
  failing(circuit, 50, 0)
  expect(circuit.isPaused(15_000)).toBe(false)
  circuit.failed(15_000)
  expect(circuit.isPaused(44_999)).toBe(true)
  expect(circuit.isPaused(45_000)).toBe(false)
})

test('a pause has an end, however often it failed', () => {
  const circuit = new Circuit()
  for (let now = 0; now < 100 * 300_000; now += 300_000) circuit.failed(now)
  const last = 99 * 300_000
  expect(circuit.isPaused(last + 299_999)).toBe(true)
  expect(circuit.isPaused(last + 300_000)).toBe(false)
})

test('the same device again and again says little of the service, another one does', () => {
  const circuit = new Circuit()
  for (let i = 0; i < 50; i++) circuit.failed(0, { device: 'a' })
  expect(circuit.isPaused(0)).toBe(false)
  for (const device of ['b', 'a', 'b', 'a']) circuit.failed(0, { device })
  expect(circuit.isPaused(0)).toBe(true)
})

test('is left alone as long as it asks, within bounds', () => {
  const circuit = new Circuit()
  circuit.failed(0, { pauseMs: 60_000 })
  expect(circuit.isPaused(59_999)).toBe(true)
  expect(circuit.isPaused(60_000)).toBe(false)
  circuit.failed(60_000, { pauseMs: 86_400_000 })
  expect(circuit.isPaused(60_000 + 299_999)).toBe(true)
  expect(circuit.isPaused(60_000 + 300_000)).toBe(false)
})
