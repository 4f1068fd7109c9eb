import { LIMITS } from '@otsy/protocol'
import type { ReadMark, ReadOutcome } from '../../core/chat/port'
import type { Seen } from './chat-index'
import { isUnread } from './unread'

/** Moves the cursor of a reader who sees the chat. */
export function advanceRead(seen: Seen, mark: ReadMark, now: string): ReadOutcome {
  const { chat } = seen
  const target = targetOf(seen, mark)
  if (target === null) return { outcome: 'not_found' }
  if (target > chat.log.head) return { outcome: 'beyond_head' }

  const member = chat.memberOf(mark.reader)
  if (member === undefined || target <= member.read_seq) {
    return {
      outcome: 'unchanged',
      read_seq: member?.read_seq ?? 0,
      unread_count: member?.unread ?? 0,
      message_ids: [],
      at: member?.read_at ?? now,
      reads_rev: chat.reads_rev,
      members_rev: chat.members_rev,
    }
  }

  const first = Math.max(member.read_seq + 1, member.visible_from_seq)
  const covered = chat.log.slice(chat.log.countBefore(first), chat.log.countBefore(target + 1))
  const others = covered.filter((row) => row.message.sender_id !== member.user_id)
  for (const row of others) {
    if (isUnread(member, row.message)) member.unread -= 1
    if (row.message.read_at === undefined) chat.log.stampRead(row, now)
  }
  member.read_seq = target
  member.read_at = now
  chat.reads_rev += 1
  chat.noteChange()
  return {
    outcome: 'advanced',
    read_seq: target,
    unread_count: member.unread,
    message_ids: others.slice(-LIMITS.readIds).map((row) => row.message.id),
    at: now,
    reads_rev: chat.reads_rev,
    members_rev: chat.members_rev,
  }
}

/** The number marked; null when a message is not one the reader could have read. */
function targetOf({ chat, visibleFrom }: Seen, mark: ReadMark): number | null {
  if ('up_to_seq' in mark.to) return mark.to.up_to_seq
  let newest = 0
  for (const id of mark.to.message_ids) {
    const seq = chat.log.byId(id)?.message.seq
    if (seq === undefined || seq < visibleFrom) return null
    newest = Math.max(newest, seq)
  }
  return newest
}
