import type { ReadState } from '@otsy/protocol'
import { backOff } from '../connection/back-off'
import type { Environment, Timer } from '../environment'
import { asOtsyError, OtsyError } from '../error'

export interface ReadMarkerOptions {
  readonly environment: Pick<Environment, 'setTimer' | 'clearTimer' | 'random'>
  readonly isOnline: () => boolean
  readonly mark: (upTo: number) => Promise<ReadState>
  readonly onConfirmed: (answer: ReadState) => void
}

/**
 * Tells the server how far one chat was read. One mark is on its way at a time; marks made meanwhile
 * become one, marks made without a connection wait for it, and a passing refusal is waited out.
 */
export class ReadMarker {
  readonly #options: ReadMarkerOptions
  #target = 0
  #confirmed = 0
  #running: Promise<void> | null = null
  /** Until it is tried again, after so many passing refusals in a row. */
  #pause: Timer | null = null
  #refusals = 0
  #waiting: { readonly resolve: () => void; readonly reject: (error: OtsyError) => void }[] = []

  constructor(options: ReadMarkerOptions) {
    this.#options = options
  }

  /** How far the person has read, as far as this device knows. */
  get target(): number {
    return this.#target
  }

  /** Resolves when the server knows. */
  mark(upTo: number): Promise<void> {
    if (upTo <= this.#confirmed) return Promise.resolve()
    this.#target = Math.max(this.#target, upTo)
    const done = new Promise<void>((resolve, reject) => this.#waiting.push({ resolve, reject }))
    // Marking is mostly called without waiting for it.
    done.catch(() => undefined)
    this.flush()
    return done
  }

  /** Another device, or the answer to a message sent, moved the cursor. */
  learn(readSeq: number): void {
    this.#confirmed = Math.max(this.#confirmed, readSeq)
    this.#target = Math.max(this.#target, readSeq)
  }

  flush(): void {
    this.#endPause()
    if (this.#running !== null || !this.#options.isOnline()) return
    if (this.#waiting.length === 0) return
    // In the next turn, so that marks made one after the other go as one.
    this.#running = Promise.resolve()
      .then(() => this.#send())
      .then((isAnswered) => {
        this.#running = null
        if (isAnswered) this.flush()
      })
  }

  /** Tries no more by itself. */
  close(): void {
    this.#endPause()
  }

  reset(): void {
    this.#endPause()
    this.#target = 0
    this.#confirmed = 0
    for (const { reject } of this.#waiting.splice(0)) reject(new OtsyError('aborted'))
  }

  async #send(): Promise<boolean> {
    const waiting = this.#waiting.splice(0)
    const target = this.#target
    try {
      if (target > this.#confirmed) {
        const answer = await this.#options.mark(target)
        this.#confirmed = Math.max(this.#confirmed, answer.read_seq, target)
        this.#options.onConfirmed(answer)
      }
      this.#refusals = 0
      for (const { resolve } of waiting) resolve()
      return true
    } catch (fault) {
      const error = asOtsyError(fault, 'network_error')
      if (error.retryable) {
        // It goes with the next mark or the next connection, or when the refusal has passed.
        this.#waiting.unshift(...waiting)
        this.#pauseAfter(error)
        return false
      }
      this.#target = Math.max(this.#confirmed, this.#target > target ? this.#target : 0)
      for (const { reject } of waiting) reject(error)
      return true
    }
  }

  #pauseAfter({ retryAfterMs = 0 }: OtsyError): void {
    this.#endPause()
    const { environment } = this.#options
    const ms = retryAfterMs + backOff(++this.#refusals, environment.random())
    this.#pause = environment.setTimer(() => this.flush(), ms)
  }

  #endPause(): void {
    if (this.#pause === null) return
    this.#options.environment.clearTimer(this.#pause)
    this.#pause = null
  }
}
