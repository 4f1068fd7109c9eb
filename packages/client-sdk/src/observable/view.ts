import type { Unsubscribe } from '../api/observable'
import { Value, type ValueOptions } from './value'

/**
 * State computed from other state, when asked for and not before. `compute` gets the last answer
 * and returns that very object when nothing in it changed.
 */
export class View<T> extends Value<T> {
  readonly #compute: (last: T) => T
  #stale = true

  constructor(initial: T, compute: (last: T) => T, options?: ValueOptions) {
    super(initial, options)
    this.#compute = compute
  }

  override get(): T {
    if (this.#stale) {
      this.#stale = false
      this.set(this.#compute(super.get()))
    }
    return super.get()
  }

  /** Something it is computed from has changed. */
  invalidate(): void {
    this.#stale = true
    if (this.isWatched) this.get()
  }

  override subscribe(listener: (value: T) => void): Unsubscribe {
    // Otherwise the first change after this could look like none.
    this.get()
    return super.subscribe(listener)
  }
}
