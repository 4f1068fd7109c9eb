import * as z from 'zod/mini'
import { LIMITS } from '../limits'
import type { ChatRouteName } from '../routes/table'
import { chat, inboxChat, messagePage, readState } from './chat'
import { editInput, emoji, message, messageIds, messageInput } from './message'
import type { RouteSchema } from './route'
import { id, queryInt, safeText, seq, timestamp } from './text'

const chatParams = z.strictObject({ chat_id: id })
const messageParams = z.strictObject({ chat_id: id, message_id: id })
const reactionParams = z.strictObject({ chat_id: id, message_id: id, emoji })
const page = z.optional(queryInt(1, 1_000_000))
const limit = z.optional(queryInt(1, LIMITS.pageSize))
const querySeq = z.optional(queryInt(0, Number.MAX_SAFE_INTEGER))

const oneWayOfPaging = (q: Record<string, unknown>) =>
  ['page', 'before_seq', 'around_seq', 'after_seq'].filter((name) => q[name] !== undefined)
    .length <= 1

export const chatRouteSchemas = {
  createChat: {
    body: z.strictObject({
      order_id: id,
      user_id: id,
      shopper_id: id,
      initial_message: z.optional(safeText),
    }),
    response: chat,
  },
  listMyChats: {
    query: z.strictObject({ page, limit }),
    response: z.object({ chats: z.array(inboxChat), total: z.int() }),
  },
  getChatStats: {
    response: z.object({
      total_chats: z.int(),
      active_chats: z.int(),
      closed_chats: z.int(),
      total_messages: z.int(),
      avg_messages_per_chat: z.number(),
    }),
  },
  getChatOfOrder: { params: z.strictObject({ order_id: id }), response: chat },
  getChat: { params: chatParams, response: chat },
  sendMessage: { params: chatParams, body: messageInput, response: message },
  listMessages: {
    params: chatParams,
    query: z
      .strictObject({
        page,
        limit,
        before_seq: querySeq,
        around_seq: querySeq,
        after_seq: querySeq,
        epoch: z.optional(id),
        anchor: z.optional(id),
      })
      .check(
        z.refine(oneWayOfPaging, {
          error: 'page, before_seq, around_seq and after_seq exclude one another',
        }),
        z.refine(
          (q) => q.after_seq !== undefined || (q.epoch === undefined && q.anchor === undefined),
          {
            error: 'epoch and anchor go with after_seq',
          },
        ),
      ),
    response: messagePage,
  },
  markRead: {
    params: chatParams,
    body: z.union([
      z.strictObject({ message_ids: messageIds }),
      z.strictObject({ up_to_seq: seq }),
    ]),
    response: z.extend(readState, { success: z.literal(true) }),
  },
  editMessage: { params: messageParams, body: editInput, response: message },
  deleteMessage: { params: messageParams, response: message },
  addReaction: { params: reactionParams, response: message },
  removeReaction: { params: reactionParams, response: message },
  getUnreadCount: { params: chatParams, response: z.object({ unread_count: z.int() }) },
  muteChat: {
    params: chatParams,
    body: z.strictObject({ until: z.nullable(timestamp) }),
    response: z.object({ muted_until: z.nullable(timestamp) }),
  },
  closeChat: { params: chatParams, response: chat },
  reopenChat: { params: chatParams, response: chat },
} as const satisfies Record<ChatRouteName, RouteSchema>
