import assert from 'node:assert/strict'
import type { Message } from '@otsy/protocol'

// Every `assert.ok` of the suites has a message: without one it parses the source of its caller to
// make one up, which takes minutes where that source was bundled into one line.

/** The answer, known to be of this outcome. */
export function expectOutcome<T extends { readonly outcome: string }, K extends T['outcome']>(
  answer: T | undefined,
  outcome: K,
): T & { readonly outcome: K } {
  assert.ok(answer, `expected ${outcome}, got no answer`)
  assert.equal(answer.outcome, outcome)
  return answer as T & { readonly outcome: K }
}

export function present<T>(value: T | null | undefined, what: string): T {
  assert.ok(value !== null && value !== undefined, `${what} is missing`)
  return value
}

/** That these numbers, in any order, are first..last, each once. */
export function expectGapless(numbers: readonly number[], first: number, last: number): void {
  const wanted = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i)
  const sorted = [...numbers].sort((a, b) => a - b)
  assert.deepEqual(sorted, wanted, `numbers must run ${first}..${last} without a hole`)
}

export function expectTime(value: string | null | undefined, what: string): void {
  assert.match(value ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, `${what} is no ISO time`)
}

export const idsOf = (messages: readonly Message[]): string[] => messages.map(({ id }) => id)

export const numbersOf = (messages: readonly Message[]): number[] =>
  messages.map(({ changed_seq }) => changed_seq)
