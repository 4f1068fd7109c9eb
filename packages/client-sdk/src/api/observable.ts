/** Stops what it was given for. Calling it again does nothing. */
export type Unsubscribe = () => void

/**
 * The one way this SDK shows state that changes. `get()` answers the same object until something
 * changes, so it can be compared by identity and handed to `useSyncExternalStore` as it is.
 */
export interface Observable<T> {
  get(): T
  /** Calls back after each change, not at once. */
  subscribe(listener: (value: T) => void): Unsubscribe
}
