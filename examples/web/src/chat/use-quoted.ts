import type { Message } from '@otsy/client-sdk'
import { useOtsy, useOtsyEvent } from '@otsy/client-sdk/react'
import { useEffect, useState } from 'react'

export interface QuotedSource {
  readonly chatId: string
  readonly id: string
  readonly seq: number | undefined
}

/** A message that a reply answers and that is not shown: asked for by itself, and kept current. */
export function useQuoted({ chatId, id, seq }: QuotedSource, isShown: boolean): Message | null {
  const otsy = useOtsy()
  const [found, setFound] = useState<Message | null>(null)
  useEffect(() => {
    if (isShown || seq === undefined) return
    let isWanted = true
    otsy.chat
      .room(chatId)
      .find({ id, seq })
      .then(
        (message) => isWanted && setFound(message),
        // Without it the quote says that there was a message; a click asks again.
        () => undefined,
      )
    return () => {
      isWanted = false
    }
  }, [otsy, chatId, id, seq, isShown])
  useOtsyEvent('message_updated', (message) => {
    if (message.id === found?.id) setFound(message)
  })
  return found
}
