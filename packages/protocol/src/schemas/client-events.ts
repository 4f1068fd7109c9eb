import * as z from 'zod/mini'
import type { ClientEventName } from '../events/table'
import { LIMITS } from '../limits'
import { catchUpPage, chat, cursor, inboxChat, readState, syncedChat } from './chat'
import { emoji, message, messageIds, messageInput, messageRef } from './message'
import { presence } from './presence'
import { id, safeText, seq, timestamp } from './text'

export interface ClientEventSchema {
  readonly payload: z.ZodMiniType
  /** What the acknowledgement carries as `data`. */
  readonly ack: z.ZodMiniType
}

const nothing = z.object({})
const token = z.string().check(z.minLength(1), z.maxLength(16 * 1024))

export const clientEventSchemas = {
  join_chat: {
    /** `chat_id` is looked up as a chat's id, then as an order's. */
    payload: z.strictObject({
      chat_id: id,
      after_seq: z.optional(seq),
      epoch: z.optional(id),
      anchor: z.optional(z.nullable(id)),
      /** False: the answer alone, without `chat_history`; of heavy messages fewer than 50. */
      history: z.optional(z.boolean()),
    }),
    ack: z.object({ chatId: id, chat, page: catchUpPage }),
  },
  leave_chat: { payload: z.strictObject({ chat_id: id }), ack: nothing },
  send_message: {
    payload: z.strictObject({ chatId: id, message: messageInput, read_seq: z.optional(seq) }),
    ack: message,
  },
  edit_message: { payload: z.strictObject({ ...messageRef, content: safeText }), ack: message },
  delete_message: { payload: z.strictObject(messageRef), ack: message },
  react: { payload: z.strictObject({ ...messageRef, emoji, on: z.boolean() }), ack: message },
  typing_indicator: {
    payload: z.strictObject({ chat_id: id, action: z.enum(['start', 'stop']) }),
    ack: nothing,
  },
  mark_messages_read: {
    payload: z.union([
      z.strictObject({ chatId: id, messageIds }),
      z.strictObject({ chatId: id, up_to_seq: seq }),
    ]),
    ack: readState,
  },
  sync: {
    payload: z.strictObject({
      epoch: id,
      cursors: z.record(id, cursor).check(
        z.refine((cursors) => Object.keys(cursors).length <= LIMITS.syncCursors, {
          error: `takes at most ${LIMITS.syncCursors} chats`,
        }),
      ),
    }),
    ack: z.object({
      epoch: id,
      chats: z.record(id, syncedChat),
      /** Cursors whose chat the caller cannot see (any more). */
      not_found: z.array(id),
      /** Chats with news that are not among the cursors. */
      inbox: z.array(inboxChat),
      /** There are more of them than fit: the inbox is to be loaded. */
      inbox_has_more: z.boolean(),
    }),
  },
  set_presence: {
    payload: z.strictObject({ status: z.enum(['online', 'away']), viewing: z.optional(id) }),
    ack: nothing,
  },
  watch_presence: {
    payload: z.strictObject({ user_ids: z.array(id).check(z.maxLength(LIMITS.watchedPeople)) }),
    ack: z.object({ presence: z.array(presence) }),
  },
  reauthenticate: {
    payload: z.strictObject({ token }),
    ack: z.object({ expires_at: timestamp }),
  },
} as const satisfies Record<ClientEventName, ClientEventSchema>
