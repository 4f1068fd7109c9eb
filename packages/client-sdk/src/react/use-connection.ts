import { useMemo } from 'react'
import type { ConnectionState } from '../api/connection'
import { useOtsy } from './context'
import { useObservable } from './use-observable'

export interface ConnectionResult {
  readonly state: ConnectionState
  readonly retryNow: () => void
}

/** Where the connection stands. Does not itself start it. */
export function useConnection(): ConnectionResult {
  const { connection } = useOtsy()
  const state = useObservable(connection)
  const retryNow = useMemo(() => () => connection.retryNow(), [connection])
  return useMemo(() => ({ state, retryNow }), [state, retryNow])
}
