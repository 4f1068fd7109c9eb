import { useMemo } from 'react'
import type { PreferencesInput } from '@otsy/protocol'
import { useOtsy } from './context'
import type { PreferencesResult } from './results'
import { useObservable } from './use-observable'

/** What the person wants to be told of. */
export function usePreferences(): PreferencesResult {
  const { preferences } = useOtsy().notifications
  const state = useObservable(preferences)
  const verbs = useMemo(
    () => ({
      load: () => preferences.load(),
      set: (change: PreferencesInput) => preferences.set(change),
    }),
    [preferences],
  )
  return useMemo(() => ({ ...state, ...verbs }), [state, verbs])
}
