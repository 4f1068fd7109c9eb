import * as z from 'zod/mini'
import { clientId, emoji, httpsUrl, id, opaque, safeText, seq, timestamp } from './text'
import { metadata } from './metadata'
import { LIMITS } from '../limits'

export const role = z.enum(['user', 'shopper', 'admin'])
export const senderRole = z.enum(['user', 'shopper', 'admin', 'system', 'bot'])

/** The kinds every server knows; a host registers more under names of the same form. */
export const BUILT_IN_KINDS = ['text', 'image', 'system', 'order_update', 'receipt_shared'] as const
export const messageType = z.string().check(z.regex(/^[a-z][a-z0-9_]{0,31}$/))

export const reaction = z.object({ emoji: z.string(), count: z.int(), user_ids: z.array(id) })

const pixels = z.int().check(z.gte(1), z.lte(100_000))

/** A message as stored. A tombstone has `deleted_at`, an empty `content` and nothing attached. */
export const message = z.object({
  id,
  chat_id: id,
  /** The number it was born with; messages sort by it. */
  seq,
  /** The number of its latest change; equal to `seq` until something changes. */
  changed_seq: seq,
  sender_id: z.nullable(id),
  sender_role: senderRole,
  type: messageType,
  content: z.string(),
  attachment_url: z.optional(z.string()),
  attachment_type: z.optional(z.string()),
  attachment_width: z.optional(z.int()),
  attachment_height: z.optional(z.int()),
  metadata: z.optional(metadata),
  client_id: z.optional(z.string()),
  /** Id of the message this one answers, and the number that one was born with. */
  reply_to: z.optional(id),
  reply_to_seq: z.optional(seq),
  reactions: z.optional(z.array(reaction)),
  created_at: timestamp,
  edited_at: z.optional(timestamp),
  deleted_at: z.optional(timestamp),
  read_at: z.optional(timestamp),
})

/** What a sender gives. Which kinds need what is the chat service's rule, not the shape's. */
export const messageInput = z.strictObject({
  content: z.optional(safeText),
  type: z.optional(messageType),
  attachment_url: z.optional(httpsUrl),
  attachment_type: z.optional(
    z
      .string()
      .check(z.maxLength(128), z.regex(/^[\w.+-]+\/[\w.+-]+$/, { error: 'must be a media type' })),
  ),
  attachment_width: z.optional(pixels),
  attachment_height: z.optional(pixels),
  metadata: z.optional(metadata),
  client_id: z.optional(clientId),
  reply_to: z.optional(id),
})

export const editInput = z.strictObject({ content: safeText })

/** Free data of an order update: `status` is what the templates and the cards speak of. */
export const orderUpdate = z.looseObject({
  status: opaque(64),
})

export const messageRef = { chatId: id, messageId: id } as const
export { emoji }
export const messageIds = z.array(id).check(z.minLength(1), z.maxLength(LIMITS.readIds))
