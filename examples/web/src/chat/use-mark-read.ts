import type { MessagesResult } from '@otsy/client-sdk/react'
import { useEffect } from 'react'

export interface Attention {
  readonly unread: number
  /** Whether somebody is looking at the end of the chat, and the server can be told. */
  readonly active: boolean
}

/** Marks what is shown as read while somebody looks at it. */
export function useMarkRead({ rows, markRead }: MessagesResult, attention: Attention): void {
  const { unread, active } = attention
  const newest = rows.reduce((most, { message }) => Math.max(most, message.seq ?? 0), 0)
  useEffect(() => {
    if (!active || unread === 0 || newest === 0) return
    // Failing costs nothing: the next message, or the next time online, marks the same again.
    markRead(newest).catch(() => undefined)
  }, [active, unread, newest, markRead])
}
