import { useOtsy } from './context'
import { useObservable } from './use-observable'

/** Unread messages of one chat, or of all when none is named, loaded or not. */
export function useUnread(chatId?: string): number {
  const { chat } = useOtsy()
  return useObservable(chatId === undefined ? chat.unread : chat.room(chatId).unread)
}
