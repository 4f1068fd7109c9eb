import type { Message, NotificationKind } from '@otsy/protocol'
import type { ChatFacts } from '../../../core/notifications/model'
import type { Member, MemoryChat } from '../chat'
import { isUnread } from '../unread'

/** An order update notifies as such and not as a chat message too. */
export function kindOf({ type }: Message): 'chat_message' | 'order_update' {
  return type === 'order_update' ? 'order_update' : 'chat_message'
}

/** Messages a member has not read, oldest first, from a number on. */
export function unreadAfter(chat: MemoryChat, member: Member, seq: number): Message[] {
  const from = Math.max(seq, member.read_seq) + 1
  const { log } = chat
  return log
    .slice(log.countBefore(from), log.size)
    .map(({ message }) => message)
    .filter((message) => isUnread(member, message))
}

export function factsOf(chat: MemoryChat, userId: string, kind: NotificationKind): ChatFacts {
  const { id: chat_id, order_id } = chat
  const member = chat.members.get(userId)
  if (member === undefined) {
    const nothing = { muted_until: null, count: 0, message: null }
    return { chat_id, order_id, is_member: false, ...nothing }
  }
  const unread = unreadAfter(chat, member, 0).filter((message) => kindOf(message) === kind)
  const newest = unread.at(-1)
  return {
    ...{ chat_id, order_id, is_member: true },
    muted_until: member.muted_until,
    count: unread.length,
    message:
      newest === undefined
        ? null
        : {
            ...{ id: newest.id, seq: newest.seq, type: newest.type, content: newest.content },
            ...{ sender_id: newest.sender_id, metadata: newest.metadata ?? null },
          },
  }
}
