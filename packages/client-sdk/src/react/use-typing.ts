import { useMemo } from 'react'
import { useOtsy } from './context'
import type { TypingResult } from './results'
import { useObservable } from './use-observable'

/** Who of the others is typing, and how to tell them that one is. */
export function useTyping(chatId: string): TypingResult {
  const otsy = useOtsy()
  const people = useObservable(otsy.chat.room(chatId).typing)
  const verbs = useMemo(
    () => ({ notify: () => otsy.typing.notify(chatId), stop: () => otsy.typing.stop(chatId) }),
    [otsy, chatId],
  )
  return useMemo(() => ({ people, ...verbs }), [people, verbs])
}
