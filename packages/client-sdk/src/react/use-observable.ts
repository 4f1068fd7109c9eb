import { useCallback, useSyncExternalStore } from 'react'
import type { Observable } from '../api/observable'

/** Renders again whenever the observable changes. The server renders what it is before it starts. */
export function useObservable<T>(observable: Observable<T>): T {
  const subscribe = useCallback(
    (changed: () => void) => observable.subscribe(changed),
    [observable],
  )
  const get = useCallback(() => observable.get(), [observable])
  return useSyncExternalStore(subscribe, get, get)
}
