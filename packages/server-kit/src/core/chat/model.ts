import type { Chat, ChatStatus, Message, Role, SenderRole } from '@otsy/protocol'

/** A member as stored; the wire's member without what only the host knows (name, avatar). */
export interface MemberRecord {
  readonly user_id: string
  readonly role: Role
  readonly read_seq: number
  readonly read_at: string | null
  readonly muted_until: string | null
  /** Messages born before this number are not shown to the member; 0: all are. */
  readonly visible_from_seq: number
}

/** A chat as stored. `members` are the present ones, in the order they came. */
export interface ChatRecord extends Omit<Chat, 'members'> {
  readonly members: readonly MemberRecord[]
  /** Grows by one with every change of membership; names the room its events go to. */
  readonly members_rev: number
  /** Grows by one whenever a read cursor moves. */
  readonly reads_rev: number
}

/** A chat as one member's inbox shows it. */
export interface InboxRow {
  readonly chat: ChatRecord
  /** The newest message the member may see, whatever its kind; a tombstone stays a tombstone. */
  readonly last_message: Message | null
  readonly unread_count: number
}

/** Where a member's inbox row stands: what it shows changes only together with one of these numbers. */
export interface InboxHead {
  readonly chat_id: string
  readonly user_id: string
  readonly head_seq: number
  /** The member's own cursor. */
  readonly read_seq: number
}

/**
 * With whose eyes a store reads. A restricted reader sees the chats they are a present member of,
 * from their `visible_from_seq`; what they may not see is answered like what is absent.
 */
export interface Reader {
  readonly userId: string | null
  readonly unrestricted: boolean
}

/** Who writes. A member's place in the chat is read in the same atomic unit as the write. */
export type Author =
  | { readonly kind: 'member'; readonly userId: string }
  /** May write without being a member; where a member row exists its role counts. */
  | { readonly kind: 'guest'; readonly userId: string; readonly role: SenderRole }
  | { readonly kind: 'system' }

/** What a sender says, checked and complete, before it has a number. */
export type MessageDraft = Pick<Message, 'type' | 'content'> &
  Partial<
    Pick<
      Message,
      | 'attachment_url'
      | 'attachment_type'
      | 'attachment_width'
      | 'attachment_height'
      | 'metadata'
      | 'client_id'
      | 'reply_to'
    >
  > & {
    /** UUIDv7, made by the core. */
    readonly id: string
  }

/** Whether messages of this sender and kind count as unread for the others. */
export function countsAsUnread(senderRole: SenderRole, type: string): boolean {
  return senderRole !== 'system' || type === 'order_update' || type === 'receipt_shared'
}

/** The state of a chat's heads, as far as checks compare it. */
export interface ChatHead {
  readonly chat_id: string
  readonly head_seq: number
  readonly reads_rev: number
  readonly members_rev: number
  readonly status: ChatStatus
}
