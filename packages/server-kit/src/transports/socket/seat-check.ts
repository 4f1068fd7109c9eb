import type { AccessControl } from '../../core/chat/access'
import type { ChatRecord } from '../../core/chat/model'
import type { ChatStore } from '../../core/chat/port'
import type { Logger } from '../../core/log'
import { within } from '../../core/within'
import type { LocalChat, LocalChats, Seat } from './local-chats'

/** Chats read, and asked about, together. */
const CHUNK = 100
const CHATS_ALONE = { rows: 1, bytes: 0 } as const
/** A rule that answers later than this has failed, lest one seat hold up the check of all. */
const PATIENCE_MS = 5_000
/** Reads above membership: nothing of it is sent. */
const NODE = { userId: null, unrestricted: true } as const

export interface SeatCheckOptions {
  readonly local: LocalChats
  readonly chats: Pick<ChatStore<never>, 'changesSince'>
  readonly access: Pick<AccessControl, 'mayRead'>
  readonly logger: Logger
  readonly unseat: (chatId: string, socketId: string) => void
}

/**
 * Asks the host's own rule again for everyone who sits in a chat, once each round: what it allowed
 * when they joined it may refuse by now, and nothing else would tell. A rule that fails changes
 * nothing until the next round.
 */
export class SeatCheck {
  readonly #options: SeatCheckOptions

  constructor(options: SeatCheckOptions) {
    this.#options = options
  }

  /** One round over every seat of this node. Never rejects. */
  async check(): Promise<void> {
    const { local, chats, logger } = this.#options
    const here = [...local.all()].filter(({ seats }) => seats.size > 0)
    try {
      for (let i = 0; i < here.length; i += CHUNK) {
        const chunk = here.slice(i, i + CHUNK)
        const cursors = chunk.map(({ id, delivered: { upTo } }) => {
          return { chat_id: id, seq: upTo, anchor: null }
        })
        const answers = await chats.changesSince(cursors, NODE, CHATS_ALONE)
        const asked = chunk.map((chat, n) => this.#askAll(chat, answers[n]?.chat))
        await Promise.all(asked)
      }
    } catch (cause) {
      logger.warn({ err: cause }, 'chats could not be read to ask authorize again')
    }
  }

  async #askAll(chat: LocalChat, record: ChatRecord | undefined): Promise<void> {
    if (record === undefined) return
    await Promise.all([...chat.seats.values()].map((seat) => this.#ask(seat, record)))
  }

  async #ask(seat: Seat, record: ChatRecord): Promise<void> {
    const { local, access, logger, unseat } = this.#options
    const { socket, userId } = seat
    try {
      const asked = access.mayRead(socket.data.session.viewer, record)
      if (await within(PATIENCE_MS, 'authorize', asked)) return
    } catch (cause) {
      logger.warn({ err: cause, chat_id: record.id }, 'authorize failed; who sits there stays')
      return
    }
    // Joined anew meanwhile, and so asked about anew.
    if (local.seatOf(record.id, socket.id) !== seat) return
    unseat(record.id, socket.id)
    const isMember = record.members.some(({ user_id }) => user_id === userId)
    const code = isMember ? 'forbidden' : 'not_found'
    const message = `You may not read the chat ${record.id} any more.`
    socket.emit('error', { code, message, event: 'join_chat' })
  }
}
