import type { Role } from '@otsy/protocol'
import { newId } from '../ids'
import type { ChatRecord, MessageDraft } from './model'
import type { NewMember, ReviseDecision } from './port'

/** Members of one chat. */
const MOST_MEMBERS = 1_000

/**
 * The system message that tells of a revision. `content` is plain English for those who show it as it
 * is; `metadata.event` and its ids are for those who say it in the reader's language.
 */
function note(content: string, metadata: Readonly<Record<string, string>>): MessageDraft {
  return { id: newId(), type: 'system', content, metadata }
}

export function decideAdd(chat: ChatRecord, member: NewMember): ReviseDecision {
  if (chat.members.some(({ user_id }) => user_id === member.user_id)) return { kind: 'keep' }
  if (chat.members.length >= MOST_MEMBERS) return { kind: 'refuse', code: 'forbidden' }
  return {
    kind: 'change',
    add: [member],
    note: note('Someone joined the chat.', {
      event: 'member_added',
      user_id: member.user_id,
      role: member.role,
    }),
  }
}

export function decideRemove(chat: ChatRecord, userId: string): ReviseDecision {
  if (!chat.members.some(({ user_id }) => user_id === userId)) return { kind: 'keep' }
  return {
    kind: 'change',
    remove: [userId],
    note: note('Someone left the chat.', { event: 'member_removed', user_id: userId }),
  }
}

/** A reassignment: the new member takes the old one's role, and their place in the named pair. */
export function decideReplace(
  chat: ChatRecord,
  replacement: { readonly from: string; readonly to: string; readonly sees: NewMember['sees'] },
): ReviseDecision {
  const { from, to, sees } = replacement
  const leaving = chat.members.find(({ user_id }) => user_id === from)
  const present = chat.members.some(({ user_id }) => user_id === to)
  if (from === to || (leaving === undefined && present)) return { kind: 'keep' }
  if (leaving === undefined) return { kind: 'refuse', code: 'not_found' }
  const role: Role = leaving.role
  const pair = {
    user_id: chat.user_id === from ? to : chat.user_id,
    shopper_id: chat.shopper_id === from ? to : chat.shopper_id,
  }
  return {
    kind: 'change',
    remove: [from],
    ...(present ? {} : { add: [{ user_id: to, role, sees }] }),
    pair,
    note: note('Someone took over the chat.', {
      event: 'member_replaced',
      user_id: to,
      replaced_user_id: from,
      role,
    }),
  }
}

/** Closing and reopening. `mayActOutside` is false for one who is neither a member nor above membership. */
export function decideStatus(
  chat: ChatRecord,
  change: {
    readonly to: 'active' | 'closed'
    readonly userId: string | null
    readonly mayActOutside: boolean
  },
): ReviseDecision {
  const isMember = chat.members.some(({ user_id }) => user_id === change.userId)
  if (!isMember && !change.mayActOutside) return { kind: 'refuse', code: 'not_found' }
  if (chat.status === change.to) return { kind: 'keep' }
  if (chat.status === 'archived') return { kind: 'refuse', code: 'chat_closed' }
  const closed = change.to === 'closed'
  return {
    kind: 'change',
    status: change.to,
    note: note(closed ? 'The chat was closed.' : 'The chat was reopened.', {
      event: closed ? 'chat_closed' : 'chat_reopened',
      ...(change.userId === null ? {} : { user_id: change.userId }),
    }),
  }
}
