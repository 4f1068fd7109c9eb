import { useOtsy } from './context'
import { useObservable } from './use-observable'

/** How many notifications are unread, without loading them. */
export function useUnreadNotifications(): number {
  return useObservable(useOtsy().notifications.unread)
}
