import { useMemo } from 'react'
import { useOtsy } from './context'
import type { NotificationsResult } from './results'
import { useObservable } from './use-observable'

/** The person's notifications, newest first, and how many are unread. */
export function useNotifications(): NotificationsResult {
  const { notifications } = useOtsy()
  const state = useObservable(notifications)
  const verbs = useMemo(
    () => ({
      loadMore: () => notifications.loadMore(),
      reload: () => notifications.reload(),
      markRead: (which: readonly string[] | 'all') => notifications.markRead(which),
    }),
    [notifications],
  )
  return useMemo(() => ({ ...state, ...verbs }), [state, verbs])
}
