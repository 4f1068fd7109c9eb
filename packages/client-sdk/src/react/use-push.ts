import { useMemo } from 'react'
import { useOtsy } from './context'
import type { PushResult } from './results'
import { useObservable } from './use-observable'

/** Whether this browser gets pushes, and the means to change that. */
export function usePush(): PushResult {
  const { push } = useOtsy()
  const status = useObservable(push.status)
  const verbs = useMemo(
    () => ({
      enable: () => push.enable(),
      disable: () => push.disable(),
      diagnose: () => push.diagnose(),
      devices: () => push.devices(),
    }),
    [push],
  )
  return useMemo(() => ({ status, ...verbs }), [status, verbs])
}
