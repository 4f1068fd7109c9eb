import type { Unsubscribe } from '../api/observable'

/**
 * Callbacks of the app. One that throws does not keep the others from being called; its error
 * reaches the host as an uncaught one.
 */
export class Listeners<T> {
  readonly #all = new Set<{ readonly call: (value: T) => void }>()

  get size(): number {
    return this.#all.size
  }

  add(call: (value: T) => void): Unsubscribe {
    // Wrapped, so that the same function added twice is called twice and removed once.
    const entry = { call }
    this.#all.add(entry)
    return () => {
      this.#all.delete(entry)
    }
  }

  tell(value: T): void {
    for (const entry of [...this.#all]) {
      if (this.#all.has(entry)) guarded(() => entry.call(value))
    }
  }
}

/** Runs code of the app; what it throws is reported, not passed on. */
export function guarded(run: () => void): void {
  try {
    run()
  } catch (fault) {
    if (typeof reportError === 'function') reportError(fault)
    else
      queueMicrotask(() => {
        throw fault
      })
  }
}
