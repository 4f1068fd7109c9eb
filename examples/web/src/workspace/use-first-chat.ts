import { useInbox } from '@otsy/client-sdk/react'
import { useState } from 'react'

/**
 * The chat that opens by itself: the newest one when the list first came. It stays that one when
 * another gets a newer message, for somebody may be writing in it.
 */
export function useFirstChat(): string | null {
  const newest = useInbox().chats[0]?.id ?? null
  const [first, setFirst] = useState(newest)
  if (first === null && newest !== null) setFirst(newest)
  return first
}
