import { useMemo } from 'react'
import { useOtsy } from './context'
import type { ChatResult } from './results'
import { useObservable } from './use-observable'

/** The chat itself: its people, what they have read, whether it is open. */
export function useChat(chatId: string): ChatResult {
  const room = useOtsy().chat.room(chatId)
  const chat = useObservable(room.chat)
  const members = useObservable(room.members)
  const reads = useObservable(room.reads)
  const state = useObservable(room.state)
  const verbs = useMemo(
    () => ({ close: () => room.close(), mute: (until: Date | null) => room.mute(until) }),
    [room],
  )
  return useMemo(
    () => ({ chat, members, reads, state, ...verbs }),
    [chat, members, reads, state, verbs],
  )
}
