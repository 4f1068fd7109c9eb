import type { Message } from '@otsy/protocol'
import type { ChatHead, ChatRecord, InboxHead, InboxRow, Reader } from '../../core/chat/model'
import type * as Port from '../../core/chat/port'
import { bytesOfAll } from '../../core/chat/answer-bytes'
import { iso } from '../../core/time'
import { memberRecord, type MemoryChat } from './chat'
import { changeChat, changeMessage } from './change'
import type { ChatIndex } from './chat-index'
import { inboxPage, inboxRow } from './inbox'
import { advanceRead } from './read'
import { catchUp, history } from './window'
import { append, post, senderIn } from './write'

/**
 * Chats in this process. Every method does its work without waiting for anything, so each is one
 * atomic unit without a lock; there are no transactions to pass.
 */
export class MemoryChats implements Port.ChatStore<never> {
  readonly #clock: () => number
  readonly #index: ChatIndex
  readonly #onDeleted: (message: Message) => void

  constructor(options: {
    clock: () => number
    index: ChatIndex
    onDeleted: (message: Message) => void
  }) {
    this.#clock = options.clock
    this.#index = options.index
    this.#onDeleted = options.onDeleted
  }

  async open(input: Port.OpenChat): Promise<Port.OpenOutcome> {
    const existing = this.#index.byOrder(input.order_id)
    if (existing !== undefined) {
      if (existing.visibleFrom(input.reader) === null) return { outcome: 'not_found' }
      return existing.user_id === input.user_id && existing.shopper_id === input.shopper_id
        ? { outcome: 'existing', chat: existing.record() }
        : { outcome: 'conflict' }
    }
    const at = this.#now()
    const chat = this.#index.make(input, at)
    const message = input.first && postFirst(chat, input.first, at)
    this.#index.add(chat)
    if (input.first?.notify === true) this.#index.notice(chat)
    return { outcome: 'opened', chat: chat.record(), message }
  }

  async append(batch: readonly Port.Append[]): Promise<Port.AppendOutcome[]> {
    const at = this.#now()
    return batch.map((entry) => {
      const chat = this.#index.byId(entry.chat_id)
      if (chat === undefined) return { outcome: 'not_found' }
      const outcome = append(chat, entry, at)
      if (outcome.outcome === 'stored' && entry.notify === true) this.#index.notice(chat)
      return outcome
    })
  }

  async amend(
    target: Parameters<Port.ChatStore['amend']>[0],
    decide: (facts: Port.AmendFacts) => Port.AmendDecision,
  ): Promise<Port.AmendOutcome> {
    const chat = this.#index.byId(target.chat_id)
    const row = chat?.log.byId(target.message_id)
    if (chat === undefined || row === undefined) return { outcome: 'not_found' }

    const now = this.#clock()
    const member = target.userId === null ? undefined : chat.members.get(target.userId)
    const { id, status, head_seq } = chat.record()
    const decision = decide({
      chat: { id, status, head_seq },
      member: member === undefined ? null : memberRecord(member),
      message: row.message,
      now,
    })
    switch (decision.kind) {
      case 'keep':
        return { outcome: 'unchanged', message: row.message }
      case 'refuse':
        return { outcome: 'refused', code: decision.code }
      default: {
        const message = changeMessage(chat, { row, change: decision, at: iso(now) })
        if (decision.kind === 'delete') this.#onDeleted(message)
        return { outcome: 'changed', message, members_rev: chat.members_rev }
      }
    }
  }

  async revise(
    chatId: string,
    decide: (chat: ChatRecord) => Port.ReviseDecision,
  ): Promise<Port.ReviseOutcome> {
    const chat = this.#index.byId(chatId)
    if (chat === undefined) return { outcome: 'not_found' }

    const before = chat.record()
    const decision = decide(before)
    switch (decision.kind) {
      case 'keep':
        return { outcome: 'unchanged', chat: before }
      case 'refuse':
        return { outcome: 'refused', code: decision.code }
      case 'change': {
        const message = changeChat(chat, decision, this.#now())
        const added = (decision.add ?? []).map(({ user_id }) => user_id)
        this.#index.track(chat, [...(decision.remove ?? []), ...added])
        return { outcome: 'changed', chat: chat.record(), before, message }
      }
    }
  }

  async find(ref: Port.ChatRef, reader: Reader): Promise<ChatRecord | null> {
    return this.#index.find(ref, reader)?.chat.record() ?? null
  }

  async history(
    ref: Port.ChatRef,
    reader: Reader,
    window: Port.HistoryWindow,
  ): Promise<Port.History | null> {
    const seen = this.#index.find(ref, reader)
    return seen && history(seen.chat, window, seen.visibleFrom)
  }

  async changesSince(
    cursors: readonly Port.StoreCursor[],
    reader: Reader,
    { rows, bytes }: Port.CatchUpLimit,
  ): Promise<(Port.CatchUp | null)[]> {
    let left = bytes
    return cursors.map((cursor) => {
      const seen = this.#index.find({ chat_id: cursor.chat_id }, reader)
      if (seen === null) return null
      const limit = { rows, bytes: left }
      const page = catchUp(seen.chat, cursor, { visibleFrom: seen.visibleFrom, limit })
      left -= bytesOfAll(page.messages)
      return {
        chat: seen.chat.record(),
        page,
        unread_count: seen.chat.memberOf(reader)?.unread ?? 0,
      }
    })
  }

  async inbox(
    userId: string,
    window: Port.InboxWindow,
  ): Promise<{ rows: InboxRow[]; total: number }> {
    return inboxPage(this.#index.ofUser(userId), userId, window)
  }

  async inboxRows(
    pairs: readonly { readonly chat_id: string; readonly user_id: string }[],
  ): Promise<(InboxRow | null)[]> {
    return pairs.map(({ chat_id, user_id }) => inboxRow(this.#index.byId(chat_id), user_id))
  }

  async advanceRead(mark: Port.ReadMark): Promise<Port.ReadOutcome> {
    const seen = this.#index.find({ chat_id: mark.chat_id }, mark.reader)
    return seen === null ? { outcome: 'not_found' } : advanceRead(seen, mark, this.#now())
  }

  async mute(chatId: string, userId: string, until: string | null): Promise<boolean> {
    const member = this.#index.byId(chatId)?.members.get(userId)
    if (member === undefined) return false
    member.muted_until = until
    return true
  }

  async heads(chatIds: readonly string[]): Promise<ChatHead[]> {
    return [...new Set(chatIds)].flatMap((id) => this.#index.byId(id)?.heads() ?? [])
  }

  async moment(): Promise<string> {
    return String(this.#index.changes)
  }

  async inboxChanges(userIds: readonly string[], since: string): Promise<InboxHead[]> {
    const known = Number(since)
    return [...new Set(userIds)].flatMap((userId) =>
      this.#index.ofUser(userId).flatMap((chat) => {
        const member = chat.members.get(userId)
        if (chat.changed <= known || member === undefined) return []
        const { head_seq } = chat.heads()
        return [{ chat_id: chat.id, user_id: userId, head_seq, read_seq: member.read_seq }]
      }),
    )
  }

  async stats(): Promise<Port.ChatStats> {
    const chats = [...this.#index.all()]
    const inStatus = (status: string) => chats.filter((chat) => chat.status === status).length
    return {
      total_chats: chats.length,
      active_chats: inStatus('active'),
      closed_chats: inStatus('closed'),
      total_messages: chats.reduce((sum, chat) => sum + chat.log.size, 0),
    }
  }

  #now(): string {
    return iso(this.#clock())
  }
}

function postFirst(
  chat: MemoryChat,
  first: NonNullable<Port.OpenChat['first']>,
  at: string,
): Message {
  const sender = senderIn(chat, first.author)
  if (sender === null) throw new TypeError('The author of the first message is not in the chat.')
  return post(chat, { sender, draft: first.draft, bodyHash: null, at })
}
