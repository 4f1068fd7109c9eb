import type { MessageRow } from '@otsy/client-sdk'
import { useState } from 'react'

/** How many messages of others have come since the reader last saw the end. */
export function useNewBelow(rows: readonly MessageRow[], atEnd: boolean): number {
  const newest = rows.reduce((most, { message }) => Math.max(most, message.seq ?? 0), 0)
  const [seen, setSeen] = useState(newest)
  if (atEnd && seen !== newest) setSeen(newest)
  if (atEnd) return 0
  return rows.filter(
    ({ mine, message }) =>
      !mine && message.seq !== null && message.seq > seen && !message.deleted_at,
  ).length
}
