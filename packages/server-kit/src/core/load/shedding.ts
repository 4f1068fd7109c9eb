import { OtsyError } from '../errors'
import type { Pressure } from './pressure'

/**
 * The wait, in milliseconds, from which each kind of work is refused: what is worth least first, so
 * that what the store can still do goes to what people would miss most. Sends come last.
 */
export const SHED_FROM_MS = {
  typing: 250,
  presence: 500,
  receipts: 1_000,
  history: 2_000,
  sends: 5_000,
} as const

export type Work = keyof typeof SHED_FROM_MS

/** Refuses work while the store is too slow for it. */
export class Shedding {
  readonly #pressure: Pick<Pressure, 'waitMs'>

  constructor(pressure: Pick<Pressure, 'waitMs'>) {
    this.#pressure = pressure
  }

  /** Throws `overloaded`, with a time to come back that differs for each. */
  admit(work: Work): void {
    const { waitMs } = this.#pressure
    if (waitMs < SHED_FROM_MS[work]) return
    throw new OtsyError('overloaded', { retryAfterMs: Math.ceil(1_000 + 1_000 * Math.random()) })
  }
}
