/** Failures in a row after which a push service is left alone for a while. */
const FAILURES = 5
const FIRST_PAUSE_MS = 15_000
const LONGEST_PAUSE_MS = 5 * 60_000

export interface Failure {
  /** Set where it may be the fault of one device alone: more of the same device count once. */
  readonly device?: string
  /** How long the service itself asks to be left alone. */
  readonly pauseMs?: number
}

/**
 * What this node thinks of one push service. After some failures in a row it is paused; one failure more
 * after the pause doubles it, one success ends it. Times in milliseconds of any steady clock.
 */
export class Circuit {
  #failures = 0
  #device: string | undefined
  #pausedUntil = 0

  isPaused(now: number): boolean {
    return this.#pausedUntil > now
  }

  failed(now: number, { device, pauseMs = 0 }: Failure = {}): void {
    // Those that were under way when the pause began say nothing new.
    if (this.isPaused(now)) return
    if (device === undefined || device !== this.#device) this.#failures++
    this.#device = device
    const tooMany = this.#failures - FAILURES
    const own = tooMany < 0 ? 0 : FIRST_PAUSE_MS * 2 ** tooMany
    this.#pausedUntil = now + Math.min(Math.max(own, pauseMs), LONGEST_PAUSE_MS)
  }
}
