import type { MessageRow } from '@otsy/client-sdk'
import { useOtsy } from '@otsy/client-sdk/react'
import { useEffect, useMemo, useState } from 'react'
import { statusOf } from './order'

/** Pages of history looked through for an order update older than what is shown. */
const PAGES = 5

/** The status the latest order update told; null: none yet, or none found. */
export function useOrderStatus(chatId: string | null, rows: readonly MessageRow[]): string | null {
  const otsy = useOtsy()
  const shown = useMemo(() => latestStatus(rows.map((row) => row.message)), [rows])
  const [older, setOlder] = useState<string | null>(null)
  const missing = shown === null && rows.length > 0

  useEffect(() => {
    if (chatId === null || !missing) return
    let wanted = true
    const search = async () => {
      let pages = 0
      for await (const page of otsy.chat.room(chatId).history({ limit: 100 })) {
        const found = latestStatus(page)
        if (wanted && found !== null) setOlder(found)
        if (!wanted || found !== null || ++pages === PAGES) return
      }
    }
    // Without an answer the stepper stays empty, which does no harm.
    search().catch(() => undefined)
    return () => {
      wanted = false
    }
  }, [otsy, chatId, missing])

  return shown ?? older
}

type Told = Parameters<typeof statusOf>[0]

function latestStatus(messages: readonly Told[]): string | null {
  for (const message of messages.toReversed()) {
    const status = statusOf(message)
    if (status !== null) return status
  }
  return null
}
