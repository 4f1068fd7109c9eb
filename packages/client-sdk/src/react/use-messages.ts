import { useMemo } from 'react'
import type { ChatRoom } from '../api/room'
import { useOtsy } from './context'
import type { MessagesResult } from './results'
import { useObservable } from './use-observable'

/** A chat's rows and everything that can be done with them. Joins the chat while mounted. */
export function useMessages(chatId: string): MessagesResult {
  const room = useOtsy().chat.room(chatId)
  const rows = useObservable(room.messages)
  const state = useObservable(room.state)
  const { hasOlder, hasNewer, loading } = useObservable(room.window)
  const verbs = useMemo(() => verbsOf(room), [room])
  return useMemo(
    () => ({ rows, state, hasOlder, hasNewer, loading, ...verbs }),
    [rows, state, hasOlder, hasNewer, loading, verbs],
  )
}

type Verbs = Omit<MessagesResult, 'rows' | 'state' | 'hasOlder' | 'hasNewer' | 'loading'>

function verbsOf(room: ChatRoom): Verbs {
  return {
    send: (draft, options) => room.send(draft, options),
    retry: (key) => room.retry(key),
    discard: (key) => room.discard(key),
    edit: (messageId, content) => room.edit(messageId, content),
    remove: (messageId) => room.delete(messageId),
    react: (messageId, emoji, on) => room.react(messageId, emoji, on),
    markRead: (upTo) => room.markRead(upTo),
    loadOlder: () => room.loadOlder(),
    loadNewer: () => room.loadNewer(),
    loadAround: (seq) => room.loadAround(seq),
    showLatest: () => room.showLatest(),
  }
}
