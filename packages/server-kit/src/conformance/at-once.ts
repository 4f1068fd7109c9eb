import type { Message } from '@otsy/protocol'
import type { Append, AppendOutcome } from '../core/chat/port'
import type { Scene } from './scene'

/** Runs calls at the same time, spread over all handles. */
export function atOnce<T>(count: number, call: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => call(index)))
}

/** A batch that waits where another handle is just writing; `busy` is tested with transactions. */
export async function send(scene: Scene, index: number, batch: readonly Append[]) {
  return await scene.spread(index).append(batch, { wait: true })
}

export const storedOf = (outcomes: readonly AppendOutcome[]): Message[] =>
  outcomes.flatMap((outcome) => (outcome.outcome === 'stored' ? [outcome.message] : []))

export const count = (outcomes: readonly { outcome: string }[], wanted: string): number =>
  outcomes.filter(({ outcome }) => outcome === wanted).length

export function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}
