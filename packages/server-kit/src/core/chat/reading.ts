import { LIMITS, type CatchUpPage, type ReadState, type RouteBody } from '@otsy/protocol'
import { isPrivileged, personOf, type Caller } from '../caller'
import { invalidInput, OtsyError } from '../errors'
import { ANSWER_BYTES, bytesOfAll, fitting } from './answer-bytes'
import type { ChatContext } from './context'
import type { ChatRecord, InboxRow } from './model'
import type { Viewer } from '../identity/viewer'
import type {
  CatchUp,
  ChatRef,
  ChatStats,
  History,
  HistoryWindow,
  InboxWindow,
  StoreCursor,
} from './port'

/** A client's place in one chat, as `sync` and `join_chat` give it. */
export interface ClientCursor {
  readonly seq: number
  readonly anchor?: string | null | undefined
}

/** Everything people read, and what reading changes. Rejects with `not_found` unless said. */
export class Reading<Tx> {
  readonly #context: ChatContext<Tx>
  readonly #epoch: () => string

  constructor(context: ChatContext<Tx>, epoch: () => string) {
    this.#context = context
    this.#epoch = epoch
  }

  async chat(caller: Caller, ref: ChatRef): Promise<ChatRecord> {
    const { reader } = await this.#context.access.of(caller, 'read', ref)
    return found(await this.#context.chats.find(ref, reader))
  }

  async history(caller: Caller, ref: ChatRef, window: HistoryWindow): Promise<History> {
    const { reader } = await this.#context.access.of(caller, 'read', ref)
    return found(await this.#context.chats.history(ref, reader, window))
  }

  /** What came after a cursor; `complete: false` when the cursor is of another log. */
  async since(
    caller: Caller,
    chatId: string,
    from: {
      readonly epoch: string | undefined
      readonly cursor: ClientCursor
      readonly limit: number
    },
  ): Promise<CatchUp> {
    const { reader } = await this.#context.access.of(caller, 'read', { chat_id: chatId })
    const [answer] = await this.#context.chats.changesSince(
      [storeCursor(chatId, from.cursor)],
      reader,
      { rows: from.limit, bytes: ANSWER_BYTES },
    )
    const catchUp = found(answer ?? null)
    return this.#isOtherEpoch(from.epoch) ? forgotten(catchUp) : catchUp
  }

  /**
   * As `since` for many chats; chats the caller cannot see are left out of the map, and those that the
   * host's rule failed for are `undecided`. All pages together hold about `ANSWER_BYTES`: those behind
   * are empty, with `hasMore`.
   */
  async sync(
    caller: Caller,
    from: { readonly epoch: string; readonly cursors: Readonly<Record<string, ClientCursor>> },
  ): Promise<{ caughtUp: Map<string, CatchUp>; undecided: ReadonlySet<string> }> {
    const ids = Object.keys(from.cursors)
    const readers = await this.#eachAlone(ids, async (chat_id) => {
      try {
        return (await this.#context.access.of(caller, 'read', { chat_id })).reader
      } catch (cause) {
        if (cause instanceof OtsyError && cause.status < 500) return null
        throw cause
      }
    })
    const undecided = new Set(ids.filter((_, i) => readers[i] === undefined))
    const answers = new Map<string, CatchUp>()
    let bytes = ANSWER_BYTES
    for (const unrestricted of [false, true]) {
      const group = ids.filter((_, i) => readers[i]?.unrestricted === unrestricted)
      const reader = readers.find((one) => one?.unrestricted === unrestricted)
      if (reader === undefined || reader === null || group.length === 0) continue
      const cursors = group.map((id) => storeCursor(id, from.cursors[id] ?? { seq: 0 }))
      // Many chats share one answer, so each gets less; what is left has `hasMore`.
      const rows = Math.max(10, Math.min(LIMITS.pageSize, Math.floor(2_000 / cursors.length)))
      const pages = await this.#context.chats.changesSince(cursors, reader, { rows, bytes })
      pages.forEach((page, i) => {
        const id = group[i]
        if (page === null || id === undefined) return
        bytes = Math.max(0, bytes - bytesOfAll(page.page.messages))
        answers.set(id, this.#isOtherEpoch(from.epoch) ? forgotten(page) : page)
      })
    }
    return { caughtUp: answers, undecided }
  }

  /** `total` counts what the caller is a member of, also chats that the host's rule hides here. */
  async inbox(
    caller: Caller,
    window: { readonly page: number; readonly limit: number },
  ): Promise<{ rows: InboxRow[]; total: number }> {
    return await this.#inbox(personOf(caller), window)
  }

  /** Chats with unread messages that a client does not hold yet, and whether there are still others. */
  async news(
    caller: Caller,
    known: readonly string[],
  ): Promise<{ rows: InboxRow[]; hasMore: boolean }> {
    const window = { page: 1, limit: LIMITS.pageSize, unreadExcept: known }
    const { rows, total } = await this.#inbox(personOf(caller), window)
    const texts = rows.flatMap(({ last_message }) => last_message ?? [])
    const last = texts.length - fitting(texts, ANSWER_BYTES).length
    return {
      rows: last === 0 ? rows : rows.slice(0, rows.length - last),
      hasMore: total > window.limit || last > 0,
    }
  }

  async unreadCount(caller: Caller, chatId: string): Promise<number> {
    const { userId } = personOf(caller)
    await this.#context.access.of(caller, 'read', { chat_id: chatId })
    const [row] = await this.#context.chats.inboxRows([{ chat_id: chatId, user_id: userId }])
    if (row !== null && row !== undefined) return row.unread_count
    await this.chat(caller, { chat_id: chatId })
    return 0
  }

  /** `not_found` also for a message of another chat; `invalid_input` beyond the head. */
  async markRead(
    caller: Caller,
    chatId: string,
    mark: { readonly to: RouteBody<'markRead'>; readonly connectionId: string | null },
  ): Promise<ReadState> {
    const { userId } = personOf(caller)
    const { reader } = await this.#context.access.of(caller, 'mark_read', { chat_id: chatId })
    const outcome = await this.#context.chats.advanceRead({ chat_id: chatId, reader, to: mark.to })
    switch (outcome.outcome) {
      case 'advanced':
        this.#context.bus.publish({
          kind: 'reads',
          chat_id: chatId,
          reads_rev: outcome.reads_rev,
          members_rev: outcome.members_rev,
          user_id: userId,
          message_ids: outcome.message_ids,
          read_seq: outcome.read_seq,
          at: outcome.at,
          except: mark.connectionId,
        })
        this.#context.attention?.read({
          user_id: userId,
          chat_id: chatId,
          read_seq: outcome.read_seq,
        })
        return { read_seq: outcome.read_seq, unread_count: outcome.unread_count }
      case 'unchanged':
        return { read_seq: outcome.read_seq, unread_count: outcome.unread_count }
      case 'not_found':
        throw new OtsyError('not_found')
      case 'beyond_head':
        throw invalidInput('up_to_seq', 'is beyond the newest number of the chat')
    }
  }

  /** `until`: ISO 8601, or null to hear of the chat again. */
  async mute(caller: Caller, chatId: string, until: string | null): Promise<void> {
    const { userId } = personOf(caller)
    await this.#context.access.of(caller, 'mute', { chat_id: chatId })
    if (!(await this.#context.chats.mute(chatId, userId, until))) throw new OtsyError('not_found')
    this.#context.bus.publish({ kind: 'own_row', chat_id: chatId, user_id: userId })
  }

  /** `forbidden` for anyone but admins and the host. */
  async stats(caller: Caller): Promise<ChatStats> {
    if (!isPrivileged(caller)) throw new OtsyError('forbidden')
    return await this.#context.chats.stats()
  }

  async #inbox(viewer: Viewer, window: InboxWindow): Promise<{ rows: InboxRow[]; total: number }> {
    const { access, chats } = this.#context
    const { rows, total } = await chats.inbox(viewer.userId, window)
    if (!access.isCustom) return { rows, total }
    const shown = await this.#eachAlone(rows, ({ chat }) => access.mayRead(viewer, chat))
    return { rows: rows.filter((_, i) => shown[i]), total }
  }

  /**
   * What is found out of each, undefined where that fails: one chat that the host's rule does not
   * answer for must not cost all the others. Rejects where it fails for every one.
   */
  async #eachAlone<C, T>(
    ones: readonly C[],
    ask: (one: C) => Promise<T>,
  ): Promise<(T | undefined)[]> {
    const answers = await Promise.allSettled(ones.map(ask))
    const faults = answers.flatMap((answer) =>
      answer.status === 'rejected' ? [{ err: answer.reason as unknown }] : [],
    )
    const [first] = faults
    if (first !== undefined && faults.length === ones.length) throw first.err
    if (first !== undefined) {
      const fields = { ...first, chats: faults.length }
      this.#context.logger.warn(fields, 'authorize failed for chats of a list; they are left out')
    }
    return answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : undefined))
  }

  #isOtherEpoch(epoch: string | undefined): boolean {
    return epoch !== undefined && epoch !== this.#epoch()
  }
}

function storeCursor(chat_id: string, { seq, anchor }: ClientCursor): StoreCursor {
  return { chat_id, seq, anchor: anchor ?? null }
}

/** The answer to a cursor that is not of this log: forget and load anew. */
function forgotten(catchUp: CatchUp): CatchUp {
  const page: CatchUpPage = { ...catchUp.page, messages: [], hasMore: false, complete: false }
  return { ...catchUp, page: { ...page, to: page.from } }
}

function found<T>(value: T | null): T {
  if (value === null) throw new OtsyError('not_found')
  return value
}
