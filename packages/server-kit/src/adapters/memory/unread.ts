import type { Message } from '@otsy/protocol'
import { countsAsUnread } from '../../core/chat/model'
import type { Member } from './chat'

/** What unread means. A member's count is how many messages this is true of, kept as they change. */
export function isUnread(member: Member, message: Message): boolean {
  return (
    message.seq > member.read_seq &&
    message.seq >= member.visible_from_seq &&
    message.sender_id !== member.user_id &&
    message.deleted_at === undefined &&
    countsAsUnread(message.sender_role, message.type)
  )
}
