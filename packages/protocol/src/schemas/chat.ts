import * as z from 'zod/mini'
import { id, seq, timestamp } from './text'
import { message, role } from './message'

export const chatStatus = z.enum(['active', 'closed', 'archived'])

export const member = z.object({
  user_id: id,
  role,
  name: z.optional(z.string()),
  avatar_url: z.optional(z.string()),
  read_seq: seq,
  read_at: z.nullable(timestamp),
  /** Only on the caller's own row. */
  muted_until: z.optional(timestamp),
})

export const chat = z.object({
  id,
  order_id: id,
  user_id: id,
  shopper_id: id,
  status: chatStatus,
  created_at: timestamp,
  updated_at: timestamp,
  head_seq: seq,
  floor_seq: seq,
  members: z.array(member),
})

/** A chat as the inbox shows it. */
export const inboxChat = z.extend(chat, {
  last_message: z.nullable(message),
  unread_count: z.int(),
})

/** Where a client stands in a chat: the number, and the newest message it holds, by id. */
export const cursor = z.strictObject({ seq, anchor: z.optional(z.nullable(id)) })

/**
 * The final state of every message changed in `(from, to]`, by `changed_seq`. The client's cursor
 * moves to `to`. `complete: false`: the cursor is not of this log; forget and load anew.
 */
export const catchUpPage = z.object({
  from: seq,
  to: seq,
  messages: z.array(message),
  head_seq: seq,
  hasMore: z.boolean(),
  complete: z.boolean(),
})

/** One answer of the message list: `hasMore` speaks of older ones, or of newer ones after `after_seq`. */
export const messagePage = z.object({
  messages: z.array(message),
  hasMore: z.boolean(),
  total: z.int(),
  /** Only with `after_seq`. */
  from: z.optional(seq),
  to: z.optional(seq),
  head_seq: z.optional(seq),
  complete: z.optional(z.boolean()),
})

export const readState = z.object({ read_seq: seq, unread_count: z.int() })

/** What `sync` answers for one chat the client holds. */
export const syncedChat = z.object({
  page: catchUpPage,
  status: chatStatus,
  members: z.array(member),
  unread_count: z.int(),
})
