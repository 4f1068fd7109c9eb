import type { ChatStatus, Message, Metadata, Reaction, Role, SenderRole } from '@otsy/protocol'
import type { ChatRecord, MemberRecord } from '../../core/chat/model'
import { iso, isoOrNull } from '../../core/time'

type Millis = number

/** A message as `messageColumns` selects it. */
export interface MessageRow {
  readonly id: string
  readonly chat_id: string
  readonly seq: number
  readonly changed_seq: number
  readonly sender_key: string
  readonly sender_role: SenderRole
  readonly type: string
  readonly content: string
  readonly attachment_url: string | null
  readonly attachment_type: string | null
  readonly attachment_width: number | null
  readonly attachment_height: number | null
  readonly metadata: Metadata | null
  readonly client_id: string | null
  readonly reply_to: string | null
  readonly reply_to_seq: number | null
  readonly reactions: Reaction[] | null
  readonly created_at: Millis
  readonly edited_at: Millis | null
  readonly deleted_at: Millis | null
  readonly read_at: Millis | null
}

export interface MemberRow extends Omit<MemberRecord, 'read_at' | 'muted_until' | 'role'> {
  readonly role: Role
  readonly read_at: Millis | null
  readonly muted_until: Millis | null
}

export interface ChatRow extends Omit<
  ChatRecord,
  'created_at' | 'updated_at' | 'members' | 'status'
> {
  readonly status: ChatStatus
  readonly created_at: Millis
  readonly updated_at: Millis
  readonly members: readonly MemberRow[]
}

/** The system is the sender with the empty key. */
export function senderId(key: string): string | null {
  return key === '' ? null : key
}

export function toMessage(row: MessageRow): Message {
  return {
    id: row.id,
    chat_id: row.chat_id,
    seq: row.seq,
    changed_seq: row.changed_seq,
    sender_id: senderId(row.sender_key),
    sender_role: row.sender_role,
    type: row.type,
    content: row.content,
    ...(row.attachment_url !== null && { attachment_url: row.attachment_url }),
    ...(row.attachment_type !== null && { attachment_type: row.attachment_type }),
    ...(row.attachment_width !== null && { attachment_width: row.attachment_width }),
    ...(row.attachment_height !== null && { attachment_height: row.attachment_height }),
    ...(row.metadata !== null && { metadata: row.metadata }),
    ...(row.client_id !== null && { client_id: row.client_id }),
    ...(row.reply_to !== null && { reply_to: row.reply_to }),
    ...(row.reply_to_seq !== null && { reply_to_seq: row.reply_to_seq }),
    ...(row.reactions !== null && { reactions: row.reactions }),
    created_at: iso(row.created_at),
    ...(row.edited_at !== null && { edited_at: iso(row.edited_at) }),
    ...(row.deleted_at !== null && { deleted_at: iso(row.deleted_at) }),
    ...(row.read_at !== null && { read_at: iso(row.read_at) }),
  }
}

export function toMember(row: MemberRow): MemberRecord {
  return { ...row, read_at: isoOrNull(row.read_at), muted_until: isoOrNull(row.muted_until) }
}

export function toChat(row: ChatRow): ChatRecord {
  return {
    ...row,
    created_at: iso(row.created_at),
    updated_at: iso(row.updated_at),
    members: row.members.map(toMember),
  }
}
