import { useMemo } from 'react'
import { useOtsy } from './context'
import type { InboxResult } from './results'
import { useObservable } from './use-observable'

/** The person's chats, newest message first. */
export function useInbox(): InboxResult {
  const { inbox } = useOtsy().chat
  const state = useObservable(inbox)
  const verbs = useMemo(
    () => ({ loadMore: () => inbox.loadMore(), reload: () => inbox.reload() }),
    [inbox],
  )
  return useMemo(() => ({ ...state, ...verbs }), [state, verbs])
}
