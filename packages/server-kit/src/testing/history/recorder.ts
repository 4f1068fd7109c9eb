import type { HistoryEvent, Operation } from './events'

type Unstamped<E> = E extends HistoryEvent ? Omit<E, 'at'> : never

/** Writes a history down as it happens. */
export class Recorder {
  readonly events: HistoryEvent[] = []
  readonly #now: () => number
  readonly #began: number
  #operations = 0

  constructor(now: () => number) {
    this.#now = now
    this.#began = now()
  }

  note(event: Unstamped<HistoryEvent>): void {
    // The spread of a union loses which member it was.
    this.events.push({ ...event, at: this.#now() - this.#began })
  }

  /** Somebody asks; the answer is noted with the number that comes back. */
  invoke(op: Operation): number {
    const id = this.#operations++
    this.note({ type: 'invoke', id, op })
    return id
  }
}
