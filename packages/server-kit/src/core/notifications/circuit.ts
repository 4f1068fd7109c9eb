/** Failures in a row after which a push service is left alone for a while. */
const FAILURES = 5
const FIRST_PAUSE_MS = 15_000
const LONGEST_PAUSE_MS = 5 * 60_000

/**
 * What this node thinks of one push service. After some failures in a row it is paused; one failure more
 * after the pause doubles it, one success ends it.
 */
export class Circuit {
  #failures = 0
  #pausedUntil = 0

  isPaused(now: number): boolean {
    return this.#pausedUntil > now
  }

  succeeded(): void {
    this.#failures = 0
    this.#pausedUntil = 0
  }

  failed(now: number): void {
    // Those that were under way when the pause began say nothing new.
    if (this.isPaused(now)) return
    this.#failures++
    if (this.#failures < FAILURES) return
    const pause = FIRST_PAUSE_MS * 2 ** (this.#failures - FAILURES)
    this.#pausedUntil = now + Math.min(pause, LONGEST_PAUSE_MS)
  }
}
