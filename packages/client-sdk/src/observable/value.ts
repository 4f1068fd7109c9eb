import type { Observable, Unsubscribe } from '../api/observable'
import { Listeners } from './listeners'

export interface ValueOptions {
  /** Called when somebody starts to listen; what it returns is called when they stop. */
  readonly retain?: () => Unsubscribe
}

/** State that is set from inside and watched from outside. */
export class Value<T> implements Observable<T> {
  readonly #listeners = new Listeners<T>()
  readonly #retain: (() => Unsubscribe) | undefined
  #value: T

  constructor(initial: T, options: ValueOptions = {}) {
    this.#value = initial
    this.#retain = options.retain
  }

  get isWatched(): boolean {
    return this.#listeners.size > 0
  }

  get(): T {
    return this.#value
  }

  set(value: T): void {
    if (Object.is(value, this.#value)) return
    this.#value = value
    this.#listeners.tell(value)
  }

  subscribe(listener: (value: T) => void): Unsubscribe {
    const remove = this.#listeners.add(listener)
    let release: Unsubscribe | undefined
    try {
      release = this.#retain?.()
    } catch (fault) {
      remove()
      throw fault
    }
    let done = false
    return () => {
      if (done) return
      done = true
      remove()
      release?.()
    }
  }
}
