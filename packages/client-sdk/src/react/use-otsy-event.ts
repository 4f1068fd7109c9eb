import { useEffect, useRef } from 'react'
import type { OtsyEventName, OtsyListener } from '../api/events'
import { useOtsy } from './context'

/** Calls the latest `listener` for each event while mounted; it need not be memoised. */
export function useOtsyEvent<K extends OtsyEventName>(event: K, listener: OtsyListener<K>): void {
  const otsy = useOtsy()
  const latest = useRef(listener)
  useEffect(() => {
    latest.current = listener
  })
  useEffect(() => otsy.on(event, (payload) => latest.current(payload)), [otsy, event])
}
