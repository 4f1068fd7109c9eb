import { setTimeout as delay } from 'node:timers/promises'
import { lostRace, translated } from './faults'

/** More than a fair race ever takes; a database that is never done answers an error instead. */
const ATTEMPTS = 30

export interface RetryOptions {
  /** Unique constraints whose violation means that another writer came first. */
  readonly constraints?: readonly string[]
  /** Whether a lost connection may be answered with `storage_unavailable`; see `translated`. */
  readonly repeatable: boolean
}

/** Runs one atomic unit, again after each lost race, and translates what it throws at last. */
export async function retrying<T>(options: RetryOptions, unit: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await unit()
    } catch (fault) {
      const again = attempt < ATTEMPTS && lostRace(fault, options.constraints)
      if (!again) throw translated(fault, options.repeatable)
      await delay(Math.random() * Math.min(attempt, 10) * 2)
    }
  }
}
