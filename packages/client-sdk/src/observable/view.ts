import type { Observable, Unsubscribe } from '../api/observable'
import { Listeners } from './listeners'
import type { ValueOptions } from './value'

/**
 * State computed from other state, when asked for and not before. `compute` gets the last answer
 * and returns that very object when nothing in it changed.
 */
export class View<T> implements Observable<T> {
  readonly #listeners = new Listeners<T>()
  readonly #compute: (last: T) => T
  readonly #retain: (() => Unsubscribe) | undefined
  #value: T
  #stale = true

  constructor(initial: T, compute: (last: T) => T, options: ValueOptions = {}) {
    this.#value = initial
    this.#compute = compute
    this.#retain = options.retain
  }

  get(): T {
    if (this.#stale) {
      this.#stale = false
      this.#value = this.#compute(this.#value)
    }
    return this.#value
  }

  /** Something it is computed from has changed. */
  invalidate(): void {
    const before = this.#value
    this.#stale = true
    if (this.#listeners.size === 0) return
    const after = this.get()
    if (!Object.is(before, after)) this.#listeners.tell(after)
  }

  subscribe(listener: (value: T) => void): Unsubscribe {
    // Otherwise the first change after this could look like none.
    this.get()
    const remove = this.#listeners.add(listener)
    const release = this.#retain?.()
    let done = false
    return () => {
      if (done) return
      done = true
      remove()
      release?.()
    }
  }
}
