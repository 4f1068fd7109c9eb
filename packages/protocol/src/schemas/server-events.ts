import * as z from 'zod/mini'
import type { ServerEventName } from '../events/table'
import { chatStatus, member } from './chat'
import { errorCode } from './error'
import { message, orderUpdate, role } from './message'
import { notification } from './notification'
import { presence } from './presence'
import { id, seq, timestamp } from './text'

const personInChat = z.object({ userId: id, role, chatId: id, timestamp })

export const serverEventSchemas = {
  connected: z.object({ userId: id, role, timestamp, epoch: id, protocol: z.int() }),
  chat_history: z.object({ chatId: id, messages: z.array(message), hasMore: z.boolean() }),
  user_joined: personInChat,
  user_left: personInChat,
  new_message: message,
  message_updated: message,
  membership_changed: z.object({ chatId: id, members: z.array(member), status: chatStatus }),
  messages_read: z.object({
    userId: id,
    chatId: id,
    messageIds: z.array(id),
    read_seq: seq,
    timestamp,
  }),
  typing_indicator: z.extend(personInChat, {
    action: z.enum(['start', 'stop']),
    /** Milliseconds after which a `start` that is not repeated is over. */
    expires_in: z.int(),
  }),
  order_update: z.object({ orderId: id, chatId: id, update: orderUpdate, message }),
  receipt_shared: z.object({
    chatId: id,
    receiptUrl: z.string(),
    sharedBy: z.nullable(id),
    message,
  }),
  chat_updated: z.object({
    chatId: id,
    last_message: z.nullable(message),
    unread_count: z.int(),
    read_seq: seq,
    head_seq: seq,
    status: chatStatus,
  }),
  presence,
  notification,
  notifications_read: z.object({
    notification_ids: z.array(id),
    unread_count: z.int(),
    /** Of those: what a page closes where it is still shown. */
    tags: z.array(z.string()),
  }),
  token_expiring: z.object({ expires_at: timestamp }),
  error: z.object({
    code: errorCode,
    message: z.string(),
    event: z.string(),
    /** With `event: 'connection'`: after how long to come back. */
    retry_after_ms: z.optional(z.int()),
  }),
} as const satisfies Record<ServerEventName, z.ZodMiniType>
