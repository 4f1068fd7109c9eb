import {
  LIMITS,
  type ChatRouteName,
  type MessagePage,
  type RouteBody,
  type RouteParams,
  type RouteQuery,
  type RouteResponse,
} from '@otsy/protocol'
import { ANSWER_BYTES } from '../../core/chat/answer-bytes'
import type { Caller } from '../../core/caller'
import type { ChatRecord } from '../../core/chat/model'
import { openChat } from '../../core/chat/opening'
import type { HistoryWindow } from '../../core/chat/port'
import { presentChat, presentInbox } from '../../core/chat/present'
import type { ChatService } from '../../core/chat/service'

export interface RouteCall<K extends ChatRouteName> {
  readonly caller: Caller & { readonly kind: 'viewer' }
  readonly params: RouteParams<K>
  readonly query: RouteQuery<K>
  readonly body: RouteBody<K>
}

export type ChatHandlers = {
  readonly [K in ChatRouteName]: (call: RouteCall<K>) => Promise<RouteResponse<K>>
}

/** What each chat route of the table does. */
export function chatHandlers<Tx>(service: ChatService<Tx>): ChatHandlers {
  const { sending, amending, revising, reading, context } = service
  const present = (chat: ChatRecord, { viewer }: RouteCall<ChatRouteName>['caller']) =>
    presentChat(chat, viewer.userId, context.directory)
  const target = (params: RouteParams<'editMessage'>) => ({
    chatId: params.chat_id,
    messageId: params.message_id,
  })

  return {
    createChat: ({ caller, body }) => openChat(context, { caller, input: body }),
    async listMyChats({ caller, query }) {
      const limit = query.limit ?? LIMITS.defaultInboxPageSize
      const { rows, total } = await reading.inbox(caller, { page: query.page ?? 1, limit })
      return { chats: await presentInbox(rows, caller.viewer.userId, context.directory), total }
    },
    async getChatStats({ caller }) {
      const stats = await reading.stats(caller)
      const average = stats.total_chats === 0 ? 0 : stats.total_messages / stats.total_chats
      return { ...stats, avg_messages_per_chat: Math.round(average * 100) / 100 }
    },
    getChatOfOrder: async ({ caller, params }) =>
      present(await reading.chat(caller, params), caller),
    getChat: async ({ caller, params }) => present(await reading.chat(caller, params), caller),
    sendMessage: ({ caller, params, body }) =>
      sending.send({ caller, chatId: params.chat_id, input: body }),
    listMessages: (call) => listMessages(service, call),
    async markRead({ caller, params, body }) {
      const mark = { to: body, connectionId: null }
      return { success: true, ...(await reading.markRead(caller, params.chat_id, mark)) }
    },
    editMessage: ({ caller, params, body }) => amending.edit(caller, target(params), body.content),
    deleteMessage: ({ caller, params }) => amending.delete(caller, target(params)),
    addReaction: ({ caller, params }) =>
      amending.react(caller, target(params), { emoji: params.emoji, on: true }),
    removeReaction: ({ caller, params }) =>
      amending.react(caller, target(params), { emoji: params.emoji, on: false }),
    async getUnreadCount({ caller, params }) {
      return { unread_count: await reading.unreadCount(caller, params.chat_id) }
    },
    async muteChat({ caller, params, body }) {
      await reading.mute(caller, params.chat_id, body.until)
      return { muted_until: body.until }
    },
    closeChat: async ({ caller, params }) =>
      present(await revising.setStatus(caller, params.chat_id, 'closed'), caller),
    reopenChat: async ({ caller, params }) =>
      present(await revising.setStatus(caller, params.chat_id, 'active'), caller),
  }
}

async function listMessages<Tx>(
  { reading }: ChatService<Tx>,
  { caller, params, query }: RouteCall<'listMessages'>,
): Promise<MessagePage> {
  const limit = query.limit ?? LIMITS.defaultPageSize
  if (query.after_seq === undefined) {
    const { messages, hasMore, total } = await reading.history(
      caller,
      { chat_id: params.chat_id },
      historyWindow(query, limit),
    )
    return { messages, hasMore, total }
  }
  const cursor = { seq: query.after_seq, anchor: query.anchor }
  const { page } = await reading.since(caller, params.chat_id, {
    epoch: query.epoch,
    cursor,
    limit,
  })
  const { from, to, messages, head_seq, hasMore, complete } = page
  return { messages, hasMore, total: messages.length, from, to, head_seq, complete }
}

function historyWindow(query: RouteQuery<'listMessages'>, limit: number): HistoryWindow {
  if (query.before_seq !== undefined) {
    return { limit, before_seq: query.before_seq, bytes: ANSWER_BYTES }
  }
  if (query.around_seq !== undefined) return { limit, around_seq: query.around_seq }
  return { limit, page: query.page ?? 1 }
}
