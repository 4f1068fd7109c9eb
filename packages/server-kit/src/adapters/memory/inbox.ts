import type { InboxRow } from '../../core/chat/model'
import type { InboxWindow } from '../../core/chat/port'
import type { MemoryChat, Member } from './chat'

/** A page of the chats of a user who is a member of them all. */
export function inboxPage(
  chats: readonly MemoryChat[],
  userId: string,
  window: InboxWindow,
): { rows: InboxRow[]; total: number } {
  const except = window.unreadExcept && new Set(window.unreadExcept)
  const wanted = except
    ? chats.filter((chat) => !except.has(chat.id) && (chat.members.get(userId)?.unread ?? 0) > 0)
    : [...chats]
  wanted.sort((a, b) => b.recency - a.recency)
  const start = (window.page - 1) * window.limit
  const rows = wanted
    .slice(start, start + window.limit)
    .flatMap((chat) => inboxRow(chat, userId) ?? [])
  return { rows, total: wanted.length }
}

export function inboxRow(chat: MemoryChat | undefined, userId: string): InboxRow | null {
  const member = chat?.members.get(userId)
  if (chat === undefined || member === undefined) return null
  return {
    chat: chat.record(),
    last_message: newestFor(chat, member),
    unread_count: member.unread,
  }
}

function newestFor(chat: MemoryChat, member: Member): InboxRow['last_message'] {
  const newest = chat.log.newest
  return newest !== undefined && newest.seq >= member.visible_from_seq ? newest : null
}
