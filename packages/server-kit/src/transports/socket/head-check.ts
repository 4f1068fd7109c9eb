import { LIMITS } from '@otsy/protocol'
import { ANSWER_BYTES } from '../../core/chat/answer-bytes'
import type { ChatRecord } from '../../core/chat/model'
import type { CatchUp, ChatStore } from '../../core/chat/port'
import { InFlight } from '../../core/in-flight'
import type { Logger } from '../../core/log'
import { emitMessage } from './emit-message'
import type { InboxFeed } from './inbox-feed'
import type { LocalChat, LocalChats } from './local-chats'
import { chatRoom, type ChatNamespace } from './types'

/** Chats compared in one question to the store. */
const CHUNK = 500
const PAGE = { rows: LIMITS.pageSize, bytes: ANSWER_BYTES } as const
/** A reader above membership: what it reads is sent only to who may see it. */
const NODE = { userId: null, unrestricted: true } as const

export interface HeadCheckOptions {
  readonly nsp: ChatNamespace
  readonly local: LocalChats
  readonly feed: InboxFeed
  readonly chats: Pick<ChatStore<never>, 'heads' | 'changesSince'>
  readonly logger: Logger
  readonly unseat: (chatId: string, socketId: string) => void
  readonly tellMembership: (chat: ChatRecord, removed: readonly string[]) => void
  /** The store stands before what was told: an older backup took its place under this node. */
  readonly onOlderLog: () => void
}

/**
 * Compares what this node has told with what the store holds, and tells what is missing. So the bus
 * may lose anything: every change reaches who sits here within one check of its commit.
 */
export class HeadCheck {
  readonly #options: HeadCheckOptions
  readonly #healing = new Set<string>()
  readonly #again = new Set<string>()
  readonly #reading = new InFlight()
  #closed = false

  constructor(options: HeadCheckOptions) {
    this.#options = options
  }

  /** Resolves when nothing is read any more. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#reading.idle()
  }

  /** One round over every chat with sockets here. Never rejects. */
  async check(): Promise<void> {
    const { local, chats, logger } = this.#options
    const ids = [...local.all()].filter(({ seats }) => seats.size > 0).map(({ id }) => id)
    try {
      for (let i = 0; i < ids.length; i += CHUNK) {
        const asked = ids.slice(i, i + CHUNK)
        const told = new Map(asked.map((id) => [id, local.get(id)?.delivered]))
        // Told before it was asked: a store that stands before that does not lag, it went back.
        const upTo = new Map([...told].map(([id, delivered]) => [id, delivered?.upTo ?? 0]))
        for (const head of await chats.heads(asked)) {
          const chat = local.get(head.chat_id)
          if (chat === undefined || chat.seats.size === 0) continue
          const isSame = chat.delivered === told.get(head.chat_id)
          if (isSame && head.head_seq < (upTo.get(head.chat_id) ?? 0)) {
            this.#options.onOlderLog()
            return
          }
          const isBehind =
            head.head_seq > chat.delivered.upTo ||
            head.members_rev > chat.rev ||
            head.reads_rev > chat.readsRev
          if (isBehind) this.heal(head.chat_id)
        }
      }
    } catch (cause) {
      logger.warn({ err: cause }, 'chat heads could not be compared; trying again')
    }
  }

  /** Tells what one chat's sockets have missed. Several calls become one. */
  heal(chatId: string): void {
    if (this.#closed) return
    if (this.#healing.has(chatId)) {
      this.#again.add(chatId)
      return
    }
    this.#healing.add(chatId)
    void this.#reading
      .run(() => this.#healAll(chatId))
      .catch((cause: unknown) =>
        this.#options.logger.warn({ err: cause, chat_id: chatId }, 'a chat could not be caught up'),
      )
      .finally(() => {
        this.#healing.delete(chatId)
        if (this.#again.delete(chatId)) this.heal(chatId)
      })
  }

  async #healAll(chatId: string): Promise<void> {
    while (!this.#closed) {
      const chat = this.#options.local.get(chatId)
      if (chat === undefined || chat.seats.size === 0) return
      const cursor = { chat_id: chatId, seq: chat.delivered.upTo, anchor: null }
      const [catchUp] = await this.#options.chats.changesSince([cursor], NODE, PAGE)
      if (catchUp === null || catchUp === undefined) return
      this.#apply(chat, catchUp)
      if (!catchUp.page.hasMore) return
    }
  }

  #apply(chat: LocalChat, { chat: record, page }: CatchUp): void {
    const { nsp, feed, unseat, tellMembership } = this.#options
    const strangers = chat.strangers(record)
    const removed = new Set(strangers.map(({ userId }) => userId))
    for (const { socket } of strangers) unseat(chat.id, socket.id)
    if (record.members_rev > chat.rev) {
      chat.rev = record.members_rev
      tellMembership(record, [...removed])
    }
    for (const message of page.messages) {
      const isNew = message.seq > page.from && !chat.delivered.has(message.seq)
      if (!chat.delivered.note(message.changed_seq)) continue
      emitMessage(chat, {
        kind: 'message',
        event: isNew ? 'new_message' : 'message_updated',
        message,
        members_rev: record.members_rev,
      })
    }
    // A cursor the store does not know means a replaced log; clients find out at their next sync.
    chat.delivered.advance(page.complete ? page.to : page.head_seq)
    if (record.reads_rev > chat.readsRev) {
      chat.readsRev = record.reads_rev
      for (const member of record.members) {
        nsp.to(chatRoom(chat.id)).emit('messages_read', {
          userId: member.user_id,
          chatId: chat.id,
          messageIds: [],
          read_seq: member.read_seq,
          timestamp: member.read_at ?? new Date().toISOString(),
        })
      }
    }
    feed.touchAll(chat.id, record.members_rev)
  }
}
