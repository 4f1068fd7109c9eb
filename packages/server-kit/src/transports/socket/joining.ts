import { LIMITS, type AckData, type CatchUpPage, type ClientPayload } from '@otsy/protocol'
import { ANSWER_BYTES } from '../../core/chat/answer-bytes'
import type { Caller } from '../../core/caller'
import type { ChatRecord } from '../../core/chat/model'
import { presentChat } from '../../core/chat/present'
import type { ChatService } from '../../core/chat/service'
import { OtsyError } from '../../core/errors'
import type { Attendance } from './attendance'
import { announcements, emitReads } from './emit-message'
import type { Hold, LocalChat, LocalChats, Seat } from './local-chats'
import type { ChatSocket } from './types'

/** Chats one socket may sit in. */
const MOST_JOINED = 500

export interface JoiningOptions {
  readonly local: LocalChats
  readonly attendance: Attendance
  readonly service: ChatService<never>
  /** Catches a chat up from the store. */
  readonly heal: (chatId: string) => void
}

interface Loaded {
  readonly chat: ChatRecord
  readonly page: CatchUpPage
  /** The newest messages; absent where a complete catch-up page says all there is to say. */
  readonly history: { readonly messages: CatchUpPage['messages']; readonly hasMore: boolean } | null
}

/** Joining and leaving a chat: history first, then live events, with nothing lost in between. */
export class Joining {
  readonly #options: JoiningOptions

  constructor(options: JoiningOptions) {
    this.#options = options
  }

  async join(
    socket: ChatSocket,
    payload: ClientPayload<'join_chat'>,
  ): Promise<AckData<'join_chat'>> {
    const { local, service } = this.#options
    const { viewer } = socket.data.session
    const caller: Caller = { kind: 'viewer', viewer }
    this.#checkRoom(socket, payload.chat_id)
    const chatId = await this.#resolve(caller, payload.chat_id)
    const hold = local.hold(chatId)
    try {
      const loaded = await this.#load(caller, chatId, payload)
      const chat = await presentChat(loaded.chat, viewer.userId, service.context.directory)
      const { reader } = await service.context.access.of(caller, 'read', { chat_id: chatId })
      // What was read is of an older membership than is known here by now: read again.
      if ((local.get(chatId)?.rev ?? 0) > loaded.chat.members_rev) {
        return await this.join(socket, { ...payload, chat_id: chatId })
      }
      if (!socket.connected)
        throw new OtsyError('unauthenticated', { message: 'The socket is gone.' })
      // Again, since any number of joins may have been under way at once.
      this.#checkRoom(socket, chatId)

      const member = loaded.chat.members.find(({ user_id }) => user_id === viewer.userId)
      const seat: Seat = {
        socket,
        userId: viewer.userId,
        role: member?.role ?? viewer.role,
        unrestricted: reader.unrestricted,
        membersRev: loaded.chat.members_rev,
        visibleFrom: member?.visible_from_seq ?? 0,
        joinedAt: loaded.page.head_seq,
      }
      const isTold = loaded.history !== null && payload.history !== false
      if (isTold) socket.emit('chat_history', { chatId, ...loaded.history })
      // One who joins again has heard everything meanwhile.
      const isNew = local.seatOf(chatId, socket.id) === undefined
      const here = this.#sit(seat, loaded.chat)
      // In this turn nothing else can be told, so what was held comes right behind the history.
      if (isNew) this.#tellHeld(here, seat, { hold, readsRev: loaded.chat.reads_rev })
      return { chatId, chat, page: loaded.page }
    } finally {
      local.release(chatId, hold)
    }
  }

  leave(socket: ChatSocket, chatId: string): void {
    const { local, attendance } = this.#options
    const seat = local.unseat(chatId, socket.id)
    if (seat === undefined) return
    const stillHere = local.get(chatId)?.socketsOf(seat.userId).length ?? 0
    if (stillHere === 0) attendance.went(chatId, seat)
  }

  leaveAll(socket: ChatSocket): void {
    for (const chatId of [...this.#options.local.joinedBy(socket.id)]) this.leave(socket, chatId)
  }

  #checkRoom(socket: ChatSocket, chatId: string): void {
    const { local } = this.#options
    if (local.joinedBy(socket.id).size < MOST_JOINED) return
    if (local.seatOf(chatId, socket.id) !== undefined) return
    const message = `One connection joins at most ${MOST_JOINED} chats; leave one first.`
    throw new OtsyError('rate_limited', { message })
  }

  #sit(seat: Seat, record: ChatRecord): LocalChat {
    const { local, attendance } = this.#options
    const isFirst = (local.get(record.id)?.socketsOf(seat.userId).length ?? 0) === 0
    local.get(record.id)?.begin(record)
    const here = local.seat(record.id, seat)
    if (isFirst) attendance.came(here, seat)
    return here
  }

  /** Tells one socket, after its history is out, of what was held back meanwhile. */
  #tellHeld(here: LocalChat, seat: Seat, held: { hold: Hold; readsRev: number }): void {
    for (const signal of held.hold.kept) {
      if (signal.kind !== 'message' && signal.kind !== 'reads') continue
      if (signal.members_rev > here.rev) {
        // Committed under a membership not known here: the newcomer may have been removed by it.
        this.#options.heal(here.id)
        return
      }
      if (signal.kind === 'reads') {
        here.noteReads(signal.reads_rev)
        if (signal.reads_rev > held.readsRev) emitReads(seat.socket, signal)
        continue
      }
      const { changed_seq, seq } = signal.message
      here.delivered.note(changed_seq)
      if (changed_seq <= seat.joinedAt || seq < seat.visibleFrom) continue
      for (const announcement of announcements(signal)) announcement.tell(seat.socket)
    }
  }

  /** A chat's id, or an order's: the hold must be on the chat before anything of it is read. */
  async #resolve(caller: Caller, id: string): Promise<string> {
    if (this.#options.local.get(id) !== undefined) return id
    return (await this.#options.service.reading.chat(caller, { any: id })).id
  }

  async #load(
    caller: Caller,
    chatId: string,
    { after_seq, epoch, anchor, history: isWanted }: ClientPayload<'join_chat'>,
  ): Promise<Loaded> {
    const { reading } = this.#options.service
    if (after_seq !== undefined) {
      const cursor = { seq: after_seq, anchor }
      const from = { epoch, cursor, limit: LIMITS.pageSize }
      const { chat, page } = await reading.since(caller, chatId, from)
      if (page.complete) return { chat, page, history: null }
    }
    const limit = LIMITS.historySize
    // Whoever pages from here on by number needs the whole page; by the oldest message shown, what fits.
    const window =
      isWanted === false
        ? { limit, before_seq: Number.MAX_SAFE_INTEGER, bytes: ANSWER_BYTES }
        : { limit, page: 1 }
    const { chat, messages, hasMore } = await reading.history(caller, { chat_id: chatId }, window)
    const newest = { from: 0, to: chat.head_seq, messages, head_seq: chat.head_seq, hasMore: false }
    // A cursor of another log gets the newest messages all the same, and the word to forget its own.
    const page: CatchUpPage = { ...newest, complete: after_seq === undefined }
    return { chat, page, history: { messages, hasMore } }
  }
}
