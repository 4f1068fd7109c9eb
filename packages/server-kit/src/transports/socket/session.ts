import type { Viewer } from '../../core/identity/viewer'

/** How long before the end of a token its client is told. */
const WARNING_MS = 60_000
/** A timer's longest wait; a longer one fires at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

export interface SessionEvents {
  readonly onExpiring: (viewer: Viewer) => void
  readonly onExpired: () => void
}

/** Whose connection it is, and for how long the token carries it. */
export class Session {
  #viewer: Viewer
  readonly #events: SessionEvents
  #timer: NodeJS.Timeout | undefined

  constructor(viewer: Viewer, events: SessionEvents) {
    this.#viewer = viewer
    this.#events = events
    this.#watch()
  }

  get viewer(): Viewer {
    return this.#viewer
  }

  /** A fresh token of the same person. */
  renew(viewer: Viewer): void {
    this.#viewer = viewer
    this.#watch()
  }

  end(): void {
    clearTimeout(this.#timer)
  }

  #watch(): void {
    const left = this.#viewer.expiresAt - Date.now()
    // A token shorter than twice the warning warns at half of its life.
    const warnIn = Math.max(left - WARNING_MS, left / 2)
    this.#at(warnIn, () => {
      this.#events.onExpiring(this.#viewer)
      this.#at(this.#viewer.expiresAt - Date.now(), this.#events.onExpired)
    })
  }

  #at(inMs: number, run: () => void): void {
    clearTimeout(this.#timer)
    this.#timer =
      inMs > LONGEST_TIMER_MS
        ? setTimeout(() => this.#at(inMs - LONGEST_TIMER_MS, run), LONGEST_TIMER_MS)
        : setTimeout(run, Math.max(0, inMs))
    this.#timer.unref()
  }
}
