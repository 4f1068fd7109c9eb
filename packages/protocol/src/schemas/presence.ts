import * as z from 'zod/mini'
import { id, timestamp } from './text'

export const presence = z.object({
  userId: id,
  status: z.enum(['online', 'away', 'offline']),
  /** When the person was last connected; null: never seen. */
  last_seen: z.nullable(timestamp),
})
