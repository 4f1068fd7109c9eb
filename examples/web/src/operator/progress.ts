import type { BroadcastProgress } from '@otsy/client-sdk'

export const states = [
  'sent',
  'suppressed',
  'deferred',
  'expired',
  'failed',
  'cancelled',
  'pending',
] as const

export type BroadcastState = (typeof states)[number]

/** People in one state. */
export function countOf({ by_state }: BroadcastProgress, state: BroadcastState): number {
  return by_state[state] ?? 0
}

/** People for whom nothing more happens. */
export function settledOf(broadcast: BroadcastProgress): number {
  return broadcast.total - countOf(broadcast, 'pending') - countOf(broadcast, 'deferred')
}

export interface Sample {
  /** Milliseconds. */
  readonly at: number
  readonly settled: number
}

/** How far back a rate looks, in milliseconds. */
const WINDOW_MS = 3_000

/** The latest samples with one more, those kept that a rate is made from. */
export function sampled(samples: readonly Sample[], next: Sample): readonly Sample[] {
  return [...samples.filter(({ at }) => next.at - at <= WINDOW_MS), next]
}

/** People a second; null: not known yet. */
export function rateOf(samples: readonly Sample[]): number | null {
  const [first, last] = [samples[0], samples.at(-1)]
  if (first === undefined || last === undefined || last.at <= first.at) return null
  return ((last.settled - first.settled) * 1_000) / (last.at - first.at)
}
