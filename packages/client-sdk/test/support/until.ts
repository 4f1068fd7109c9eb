import type { Observable } from '../../src/index'

/** Resolves with the first value, now or later, that passes. The test's own time-out ends the wait. */
export function until<T>(observable: Observable<T>, passes: (value: T) => boolean): Promise<T> {
  return new Promise((resolve) => {
    const check = (value: T) => {
      if (!passes(value)) return
      stop()
      resolve(value)
    }
    const stop = observable.subscribe(check)
    check(observable.get())
  })
}
