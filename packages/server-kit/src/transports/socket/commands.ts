import type { AckData, ClientEventName, ClientPayload } from '@otsy/protocol'
import type { Caller } from '../../core/caller'
import type { ChatAction } from '../../core/chat/access'
import { presentChat, presentInbox } from '../../core/chat/present'
import type { ChatService } from '../../core/chat/service'
import { OtsyError } from '../../core/errors'
import type { Gate } from '../../core/identity/gate'
import type { Logger } from '../../core/log'
import type { PresenceService } from '../../core/presence/service'
import type { TypingService, TypistPlace } from '../../core/typing/service'
import type { Joining } from './joining'
import { LargeAnswers } from './large-answers'
import type { LocalChats } from './local-chats'
import type { ChatSocket } from './types'
import type { Watches } from './watches'

export interface CommandParts {
  readonly service: ChatService<never>
  readonly joining: Joining
  readonly local: LocalChats
  readonly typing: TypingService
  readonly presence: PresenceService
  readonly watches: Watches
  readonly gate: Gate
  readonly logger: Logger
  readonly epoch: () => string
}

export type Commands = {
  readonly [K in ClientEventName]: (
    socket: ChatSocket,
    payload: ClientPayload<K>,
  ) => Promise<AckData<K>>
}

/** What each client event of the table does. */
export function socketCommands(parts: CommandParts): Commands {
  const { service, joining, watches, typing, presence, gate } = parts
  const { sending, amending, reading } = service
  const large = new LargeAnswers()

  return {
    join_chat: (socket, payload) => large.join(socket, () => joining.join(socket, payload)),
    async leave_chat(socket, { chat_id }) {
      typing.stopConnection(socket.id, chat_id)
      joining.leave(socket, chat_id)
      return {}
    },
    async send_message(socket, { chatId, message, read_seq }) {
      const caller = callerOf(socket)
      const sent = await sending.send({ caller, chatId, input: message })
      typing.stop({ chatId, userId: caller.viewer.userId })
      if (read_seq !== undefined) {
        const to = { up_to_seq: Math.min(read_seq, sent.seq) }
        await reading.markRead(caller, chatId, { to, connectionId: socket.id }).catch(warn(parts))
      }
      return sent
    },
    edit_message: (socket, { content, ...target }) =>
      amending.edit(callerOf(socket), target, content),
    delete_message: (socket, target) => amending.delete(callerOf(socket), target),
    react: (socket, { emoji, on, ...target }) =>
      amending.react(callerOf(socket), target, { emoji, on }),
    async typing_indicator(socket, { chat_id, action }) {
      const { viewer } = callerOf(socket)
      const place = { chatId: chat_id, userId: viewer.userId }
      const typist = await placeIn(parts, { socket, chatId: chat_id, action: 'type' })
      if (action === 'stop') typing.stop(place)
      else if (socket.connected) typing.start(place, socket.id, typist)
      return {}
    },
    async mark_messages_read(socket, payload) {
      const to =
        'messageIds' in payload
          ? { message_ids: payload.messageIds }
          : { up_to_seq: payload.up_to_seq }
      return await reading.markRead(callerOf(socket), payload.chatId, {
        to,
        connectionId: socket.id,
      })
    },
    sync: (socket, payload) => large.sync(socket, () => sync(parts, callerOf(socket), payload)),
    async set_presence(socket, { status, viewing }) {
      const { viewer } = callerOf(socket)
      if (viewing !== undefined) {
        await placeIn(parts, { socket, chatId: viewing, action: 'read' })
        // A lease taken for a socket that is gone would be renewed for ever.
        if (!socket.connected) return {}
      }
      const lease = { connectionId: socket.id, userId: viewer.userId }
      await presence.set({ ...lease, status, viewing: viewing ?? null })
      return {}
    },
    async watch_presence(socket, { user_ids }) {
      return { presence: await watches.watch(socket, user_ids) }
    },
    async reauthenticate(socket, { token }) {
      const { session } = socket.data
      const viewer = await gate.admit(token)
      const { userId, role } = session.viewer
      if (viewer.userId !== userId || viewer.role !== role) {
        throw new OtsyError('forbidden', { message: 'The token is of another person or role.' })
      }
      session.renew(viewer)
      return { expires_at: new Date(viewer.expiresAt).toISOString() }
    },
  }
}

function callerOf(socket: ChatSocket): Caller & { readonly kind: 'viewer' } {
  return { kind: 'viewer', viewer: socket.data.session.viewer }
}

/** The message is stored: a mark beside it that fails must not make it look as if it were not. */
function warn({ logger }: CommandParts): (cause: unknown) => void {
  return (cause) => logger.warn({ err: cause }, 'the read mark of a send was not kept')
}

/** The caller's place in a chat they may see; from their seat when they joined, else from the store. */
async function placeIn(
  { local, service }: CommandParts,
  { socket, chatId, action }: { socket: ChatSocket; chatId: string; action: ChatAction },
): Promise<TypistPlace> {
  const seat = local.seatOf(chatId, socket.id)
  const seated = seat && {
    role: seat.role,
    membersRev: local.get(chatId)?.rev ?? seat.membersRev,
  }
  const caller = callerOf(socket)
  const { access } = service.context
  if (seated !== undefined && !access.isCustom) return seated
  await access.of(caller, action, { chat_id: chatId })
  if (seated !== undefined) return seated
  const { members, members_rev } = await service.reading.chat(caller, { chat_id: chatId })
  const member = members.find(({ user_id }) => user_id === caller.viewer.userId)
  return { role: member?.role ?? caller.viewer.role, membersRev: members_rev }
}

async function sync(
  { service, epoch }: CommandParts,
  caller: Caller & { readonly kind: 'viewer' },
  payload: ClientPayload<'sync'>,
): Promise<AckData<'sync'>> {
  const { directory } = service.context
  const viewerId = caller.viewer.userId
  const asked = Object.keys(payload.cursors)
  const [{ caughtUp, undecided }, news] = await Promise.all([
    service.reading.sync(caller, payload),
    service.reading.news(caller, asked),
  ])
  const chats: AckData<'sync'>['chats'] = {}
  for (const [id, { chat, page, unread_count }] of caughtUp) {
    const { members, status } = await presentChat(chat, viewerId, directory)
    chats[id] = { page, status, members, unread_count }
  }
  return {
    epoch: epoch(),
    chats,
    // Not found, which would make a client forget it, is only what is known to be.
    not_found: asked.filter((id) => !caughtUp.has(id) && !undecided.has(id)),
    inbox: await presentInbox(news.rows, viewerId, directory),
    inbox_has_more: news.hasMore,
  }
}
