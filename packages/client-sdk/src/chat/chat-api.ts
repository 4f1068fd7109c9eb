import type { Message, MessageInput } from '@otsy/protocol'
import type { ChatApi, Draft } from '../api/chat'
import type { Environment } from '../environment'
import type { Outbox } from '../outbox/outbox'
import type { RestClient } from '../rest-types'
import type { SocketLink } from '../socket/link'
import type { OtsyError } from '../error'
import type { InboxStore } from './inbox'
import type { Rooms } from './rooms'

export interface ChatApiParts {
  readonly environment: Environment
  readonly rest: RestClient
  readonly link: SocketLink
  readonly outbox: Outbox
  readonly inbox: InboxStore
  readonly rooms: Rooms
  /** Starts the client, if nothing has yet. */
  readonly use: () => void
  /** Why nothing can be sent; null: it can. What is sent by nobody would go as whoever comes next. */
  readonly refusal: () => OtsyError | null
  readonly onSend: (chatId: string) => void
}

/** What an app calls. Writes other than sending go over the socket while there is one. */
export function createChatApi(parts: ChatApiParts): ChatApi {
  const { environment, rest, link, outbox, inbox, rooms } = parts
  const params = (chat_id: string) => ({ params: { chat_id } })

  const learn = (message: Message) => {
    rooms.find(message.chat_id)?.core.apply({ type: 'learned', messages: [message] })
    return message
  }

  return {
    inbox,
    unread: inbox.unread,
    room: (chatId) => rooms.get(chatId).room,
    open: (input) => rest.createChat({ body: { ...input } }),
    get: (chatId) => rest.getChat(params(chatId)),
    ofOrder: (order_id) => rest.getChatOfOrder({ params: { order_id } }),
    stats: () => rest.getChatStats(),

    send(chatId, draft, options = {}) {
      const refusal = parts.refusal()
      if (refusal !== null) return Promise.reject(refusal)
      parts.use()
      parts.onSend(chatId)
      const entry = {
        clientId: options.clientId ?? environment.uuid(),
        chatId,
        draft: plainDraft(draft),
        createdAt: new Date(environment.now()).toISOString(),
        readSeq: rooms.find(chatId)?.reading.target ?? 0,
        refusal: null,
      }
      return outbox.add(entry, options.signal)
    },
    async edit(chatId, messageId, content) {
      const ref = { chat_id: chatId, message_id: messageId }
      return learn(
        link.connected
          ? await link.request('edit_message', { chatId, messageId, content })
          : await rest.editMessage({ params: ref, body: { content } }),
      )
    },
    async delete(chatId, messageId) {
      const ref = { chat_id: chatId, message_id: messageId }
      return learn(
        link.connected
          ? await link.request('delete_message', { chatId, messageId })
          : await rest.deleteMessage({ params: ref }),
      )
    },
    async react(chatId, messageId, { emoji, on }) {
      if (link.connected)
        return learn(await link.request('react', { chatId, messageId, emoji, on }))
      const ref = { params: { chat_id: chatId, message_id: messageId, emoji } }
      return learn(on ? await rest.addReaction(ref) : await rest.removeReaction(ref))
    },
    async markRead(chatId, upTo) {
      parts.use()
      const { core, reading } = rooms.get(chatId)
      const known = Math.max(core.log.head, core.log.cursor ?? 0, inbox.countOf(chatId)?.head ?? 0)
      // The server refuses a mark beyond its head, and knowing nothing means asking.
      const head = known > 0 ? known : (await rest.getChat(params(chatId))).head_seq
      const target = Math.min(upTo ?? head, head)
      if (target <= 0) return
      inbox.assumeRead(chatId, target)
      await reading.mark(target)
    },
    async mute(chatId, until) {
      const body = { until: until?.toISOString() ?? null }
      const { muted_until } = await rest.muteChat({ ...params(chatId), body })
      rooms.find(chatId)?.core.learnMute(muted_until)
    },
    async close(chatId) {
      const chat = await rest.closeChat(params(chatId))
      rooms.find(chatId)?.core.learnStatus(chat.status)
      return chat
    },
    async reopen(chatId) {
      const chat = await rest.reopenChat(params(chatId))
      rooms.find(chatId)?.core.learnStatus(chat.status)
      return chat
    },
  }
}

/** As it travels: later changes to the caller's object don't reach it, and no database chokes on it. */
function plainDraft(draft: Draft): Omit<MessageInput, 'client_id'> {
  if (typeof draft === 'string') return { content: draft, type: 'text' }
  const { type = 'text', ...rest } = draft
  return { ...(JSON.parse(JSON.stringify(rest)) as typeof rest), type }
}
