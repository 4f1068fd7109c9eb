import type { CatchUpPage } from '@otsy/protocol'
import type { CatchUpLimit, History, HistoryWindow, StoreCursor } from '../../core/chat/port'
import { fitting } from '../../core/chat/answer-bytes'
import type { MemoryChat } from './chat'

/** Messages by `seq`, oldest first, of those born at `visibleFrom` or later. */
export function history(chat: MemoryChat, window: HistoryWindow, visibleFrom: number): History {
  const oldest = chat.log.countBefore(visibleFrom)
  const [start, end] = places(chat, window)
  const first = Math.max(start, oldest)
  const all = chat.log.slice(first, Math.max(end, first)).map((row) => row.message)
  const bytes = ('before_seq' in window ? window.bytes : undefined) ?? Infinity
  const messages = fitting(all.reverse(), bytes).reverse()
  return {
    chat: chat.record(),
    messages,
    hasMore: first + all.length - messages.length > oldest,
    total: chat.log.size - oldest,
  }
}

/** The places, in the order of birth, that a window covers; they may lie before the first. */
function places(chat: MemoryChat, window: HistoryWindow): [start: number, end: number] {
  const { limit } = window
  if ('around_seq' in window) {
    const start = chat.log.countBefore(window.around_seq) - Math.floor(limit / 2)
    return [start, start + limit]
  }
  const end =
    'page' in window
      ? chat.log.size - (window.page - 1) * limit
      : chat.log.countBefore(window.before_seq)
  return [end - limit, end]
}

/** What changed after a cursor, of the messages born at `visibleFrom` or later. */
export function catchUp(
  chat: MemoryChat,
  cursor: StoreCursor,
  { visibleFrom, limit }: { visibleFrom: number; limit: CatchUpLimit },
): CatchUpPage {
  const head_seq = chat.log.head
  const from = cursor.seq
  if (!isOfThisLog(chat, cursor)) {
    return { from, to: from, messages: [], head_seq, hasMore: false, complete: false }
  }
  const found = chat.log.changedAfter(from, visibleFrom, limit.rows + 1)
  const messages = fitting(found.slice(0, limit.rows), limit.bytes)
  const hasMore = found.length > messages.length
  const to = hasMore ? (messages.at(-1)?.changed_seq ?? from) : head_seq
  return { from, to, messages, head_seq, hasMore, complete: true }
}

function isOfThisLog(chat: MemoryChat, cursor: StoreCursor): boolean {
  if (cursor.seq > chat.log.head) return false
  if (cursor.anchor === null) return true
  const anchor = chat.log.byId(cursor.anchor)?.message
  return anchor !== undefined && anchor.seq <= cursor.seq
}
