import { EventEmitter, once } from 'node:events'

/** A guard against waiting forever, not a measure. */
const PATIENCE_MS = 20_000

/** Remembers what is said, so that a test can await what must come next. */
export class Signals<T> {
  readonly all: T[] = []
  readonly #taken = new Set<T>()
  readonly #ear = new EventEmitter()

  say(signal: T): void {
    this.all.push(signal)
    this.#ear.emit('said')
  }

  /** The first one not yet taken that matches, said already or still to come. */
  async next(matches: (signal: T) => boolean = () => true): Promise<T> {
    const patience = AbortSignal.timeout(PATIENCE_MS)
    for (;;) {
      const found = this.all.find((signal) => !this.#taken.has(signal) && matches(signal))
      if (found !== undefined) {
        this.#taken.add(found)
        return found
      }
      await once(this.#ear, 'said', { signal: patience }).catch(() => {
        throw new Error(`It did not come; what came: ${JSON.stringify(this.all)}`)
      })
    }
  }
}
