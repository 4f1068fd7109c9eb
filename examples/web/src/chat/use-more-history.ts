import type { MessagesResult } from '@otsy/client-sdk/react'
import { useEffect, useState } from 'react'
import type { ScrollState } from './scroll-keeper'

export interface Reach extends ScrollState {
  readonly online: boolean
}

/** Fetches the next page before the reader gets to the end of the last one. */
export function useMoreHistory(messages: MessagesResult, reach: Reach): void {
  const { state, hasOlder, hasNewer, loading, loadOlder, loadNewer } = messages
  const { nearTop, nearBottom, online } = reach
  const ready = state.status === 'ready' && !loading
  const older = ready && nearTop && hasOlder
  const newer = ready && nearBottom && hasNewer
  // A page that failed is asked for again when the reader comes back to it or the network does.
  const reached = `${nearTop} ${nearBottom} ${online}`
  const [failed, setFailed] = useState('')

  useEffect(() => {
    if ((!older && !newer) || failed === reached) return
    const load = older ? loadOlder : loadNewer
    load().catch(() => setFailed(reached))
  }, [older, newer, failed, reached, loadOlder, loadNewer])
}
