import type { ChatStatus, Role } from '@otsy/protocol'
import type { ChatHead, ChatRecord, MemberRecord, Reader } from '../../core/chat/model'
import type { OpenChat } from '../../core/chat/port'
import { MessageLog } from './message-log'

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** A present member, with their count kept beside the cursor it belongs to. */
export interface Member extends Writable<MemberRecord> {
  unread: number
}

/** One chat as the store holds it. */
export class MemoryChat {
  readonly id: string
  readonly order_id: string
  readonly created_at: string
  readonly log = new MessageLog()
  /** In the order they came, as a Map keeps it. */
  readonly members = new Map<string, Member>()
  user_id: string
  shopper_id: string
  status: ChatStatus = 'active'
  updated_at: string
  members_rev = 1
  reads_rev = 0
  /** Larger than that of every chat whose newest message is older; unlike a clock it never steps back. */
  recency: number
  /** Grows with every change, over all chats: larger than that of every chat that changed before. */
  changed: number
  readonly #count: () => number

  constructor(
    input: Pick<OpenChat, 'id' | 'order_id' | 'user_id' | 'shopper_id'>,
    options: { at: string; count: () => number },
  ) {
    this.id = input.id
    this.order_id = input.order_id
    this.user_id = input.user_id
    this.shopper_id = input.shopper_id
    this.created_at = options.at
    this.updated_at = options.at
    this.#count = options.count
    this.changed = this.#count()
    this.recency = this.changed
    this.join(this.user_id, 'user', 0)
    this.join(this.shopper_id, 'shopper', 0)
  }

  /** After a new message. */
  touch(at: string): void {
    this.noteChange()
    this.updated_at = at
    this.recency = this.changed
  }

  /** After any change. */
  noteChange(): void {
    this.changed = this.#count()
  }

  /** The number from which a reader sees messages; null where they do not see the chat. */
  visibleFrom(reader: Reader): number | null {
    if (reader.unrestricted) return 0
    return this.memberOf(reader)?.visible_from_seq ?? null
  }

  memberOf(reader: Reader): Member | undefined {
    return reader.userId === null ? undefined : this.members.get(reader.userId)
  }

  /** A member added now starts read at the head. */
  join(userId: string, role: Role, visibleFromSeq: number): void {
    this.members.set(userId, {
      user_id: userId,
      role,
      read_seq: this.log.head,
      read_at: null,
      muted_until: null,
      visible_from_seq: visibleFromSeq,
      unread: 0,
    })
  }

  record(): ChatRecord {
    return {
      id: this.id,
      order_id: this.order_id,
      user_id: this.user_id,
      shopper_id: this.shopper_id,
      status: this.status,
      created_at: this.created_at,
      updated_at: this.updated_at,
      head_seq: this.log.head,
      // Nothing is archived away in memory: catch-up reaches back to the first number.
      floor_seq: 0,
      members: [...this.members.values()].map(memberRecord),
      members_rev: this.members_rev,
      reads_rev: this.reads_rev,
    }
  }

  heads(): ChatHead {
    return {
      chat_id: this.id,
      head_seq: this.log.head,
      reads_rev: this.reads_rev,
      members_rev: this.members_rev,
      status: this.status,
    }
  }
}

export function memberRecord(member: Member): MemberRecord {
  const { unread: _, ...record } = member
  return record
}
