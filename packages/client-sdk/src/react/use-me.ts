import type { Me } from '../api/client'
import { useOtsy } from './context'
import { useObservable } from './use-observable'

/** The person signed in; null until known. */
export function useMe(): Me | null {
  return useObservable(useOtsy().me)
}
