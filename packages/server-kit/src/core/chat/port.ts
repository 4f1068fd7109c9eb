import type { CatchUpPage, ChatStatus, ErrorCode, Message, Reaction, Role } from '@otsy/protocol'
import type {
  Author,
  ChatHead,
  ChatRecord,
  InboxHead,
  InboxRow,
  MemberRecord,
  MessageDraft,
  Reader,
} from './model'

/**
 * Where chats live. Every method is one atomic unit. Outcomes a caller must expect are values;
 * whatever is thrown is a fault, with its `cause`. `OtsyError('storage_unavailable')` says that
 * nothing was written, or that writing it again does no harm, and the same call may succeed later;
 * `OtsyError('outcome_unknown')`, that the connection broke and this is not known; any other throw is a
 * fault of the store's own, after which the caller does not know either. Times come from the store's
 * own clock.
 *
 * `Tx` is the host's transaction; `never` where the store has none. Inside one, nothing is visible
 * to others before the host commits, the chat's row stays locked until then, and nothing is retried.
 */
export interface ChatStore<Tx = never> {
  /**
   * Opens the chat of an order. Of any number of racing calls for one order exactly one opens it;
   * the others answer as if they had come later.
   */
  open(input: OpenChat, options?: TxOption<Tx>): Promise<OpenOutcome>

  /**
   * Stores messages and answers one outcome for each, in the order given. Stored ones take their
   * chat's next numbers in that order, without a hole, whatever else runs at the same time; refused
   * ones take none. With the same (chat, author, client_id) as a stored message, also one of the
   * same batch, nothing is stored. Membership and status are those at the moment of numbering. Of
   * several reasons the first counts: not_found, duplicate or conflict, closed, no_reply_target; so
   * a retry is answered also after the chat was closed, but not after its sender was removed.
   * Deadlocks, lost races and serialization failures are retried inside.
   *
   * A chat whose row another transaction holds answers `busy` unless `wait` is set; then it waits,
   * up to the store's lock time-out, and throws `OtsyError('chat_busy')` after that.
   */
  append(batch: readonly Append[], options?: AppendOptions<Tx>): Promise<AppendOutcome[]>

  /**
   * Changes one message: locks its chat, lets `decide` look, and does what it says. A change takes
   * the chat's next number; `keep` and `refuse` take none and write nothing. `decide` is pure, gets
   * the state at the lock, and may be called again when the unit is retried.
   */
  amend(
    target: {
      readonly chat_id: string
      readonly message_id: string
      readonly userId: string | null
    },
    decide: (facts: AmendFacts) => AmendDecision,
    options?: TxOption<Tx>,
  ): Promise<AmendOutcome>

  /**
   * Changes membership or status, with the system message that tells of it, which takes the chat's
   * next number. Locks and decides like `amend`. A member added starts read at the new head, which
   * is that message, and stands last; one who was there before starts anew. `remove` comes before
   * `add`. Any change of membership adds one to `members_rev`, a change of status alone nothing.
   */
  revise(
    chatId: string,
    decide: (chat: ChatRecord) => ReviseDecision,
    options?: TxOption<Tx>,
  ): Promise<ReviseOutcome>

  /** The chat, if the reader may see it. `any` is tried as a chat's id, then as an order's. */
  find(ref: ChatRef, reader: Reader): Promise<ChatRecord | null>

  /**
   * Messages by `seq`, oldest first, with their chat, from one snapshot together with the reader's
   * right to see them. Tombstones are rows like others. With `bytes`, a window before a number holds the
   * newest rows that fit, as in `changesSince`; the older ones are had before the oldest shown.
   */
  history(ref: ChatRef, reader: Reader, window: HistoryWindow): Promise<History | null>

  /**
   * For each cursor the final state of what changed after it, by `changed_seq`, at most `limit.rows`
   * rows, and the chat; null where the reader may not see it. Each answer comes from one snapshot.
   * All answers together, in the order of the cursors, take no further row once `limit.bytes` are
   * reached: the rows of cursors after that are none, and `hasMore` says so. So what is held in memory is
   * bounded, and the first cursor with anything to tell always moves on. What a row counts: see `bytesOf`.
   * `to` is the last row's `changed_seq` when there is more (`from`, without rows), else the head. Rows before the reader's
   * `visible_from_seq` are left out and the cursor still passes them. `complete: false`, without
   * rows, for a cursor beyond the head, below `floor_seq`, or whose `anchor` is not a message of the
   * chat born at or before `seq`.
   */
  changesSince(
    cursors: readonly StoreCursor[],
    reader: Reader,
    limit: CatchUpLimit,
  ): Promise<(CatchUp | null)[]>

  /** A page of a user's chats, newest message first (a chat without one by its creation). */
  inbox(userId: string, window: InboxWindow): Promise<{ rows: InboxRow[]; total: number }>

  /** Inbox rows of many users at once, in the order asked; null where the user is no member. */
  inboxRows(
    pairs: readonly { readonly chat_id: string; readonly user_id: string }[],
  ): Promise<(InboxRow | null)[]>

  /**
   * Moves a member's read cursor forward, never back and never past the head, and stamps `read_at`
   * on messages of others that it passes for the first time for anyone. A mark that moves nothing
   * is `unchanged`. An unrestricted reader without a member row stamps and moves nothing.
   */
  advanceRead(mark: ReadMark): Promise<ReadOutcome>

  /** Mutes or (null) unmutes a chat for one member; false where they are no member. */
  mute(chatId: string, userId: string, until: string | null): Promise<boolean>

  /** The heads of those of the chats that exist, in any order. */
  heads(chatIds: readonly string[]): Promise<ChatHead[]>

  /** What is visible to others now, as a name to ask `inboxChanges` from. Means nothing else. */
  moment(): Promise<string>

  /**
   * The chats these users are members of that changed since a moment, in any order. Whatever was not
   * visible at that moment is among them once it is, also when its transaction began long before; one
   * that did not change may be, too. Cheap enough to be asked every few seconds for everyone connected.
   */
  inboxChanges(userIds: readonly string[], since: string): Promise<InboxHead[]>

  stats(): Promise<ChatStats>
}

export interface TxOption<Tx> {
  readonly tx?: Tx
}

export interface AppendOptions<Tx> extends TxOption<Tx> {
  readonly wait?: boolean
}

export type ChatRef =
  { readonly chat_id: string } | { readonly order_id: string } | { readonly any: string }

export interface OpenChat {
  /** UUIDv7 for the chat, should it be new. */
  readonly id: string
  readonly order_id: string
  readonly user_id: string
  readonly shopper_id: string
  /** Whether an existing chat is shown to a caller who is no member of it. */
  readonly reader: Reader
  /** Stored as number 1 in the same unit, only when the chat is new. */
  readonly first: {
    readonly author: Author
    readonly draft: MessageDraft
    /** As in `Append`. */
    readonly notify?: boolean
  } | null
}

export type OpenOutcome =
  | { readonly outcome: 'opened'; readonly chat: ChatRecord; readonly message: Message | null }
  | { readonly outcome: 'existing'; readonly chat: ChatRecord }
  /** The order has a chat of other participants, and the reader is a member of it. */
  | { readonly outcome: 'conflict' }
  | { readonly outcome: 'not_found' }

export interface Append {
  readonly chat_id: string
  readonly author: Author
  readonly draft: MessageDraft
  /** Digest of the body as first sent; set exactly when `draft.client_id` is. */
  readonly body_hash: string | null
  /** The host may write into a closed chat. */
  readonly even_if_closed: boolean
  /** Members are to be told, should it count as unread: `NotificationStore.collect` finds its chat. */
  readonly notify?: boolean
}

export type AppendOutcome =
  | { readonly outcome: 'stored'; readonly message: Message; readonly members_rev: number }
  /** The message stored under the same key and body, as it is now. */
  | { readonly outcome: 'duplicate'; readonly message: Message }
  | {
      /**
       * conflict: the key was used for another body. not_found: no such chat for this author.
       * no_reply_target: `reply_to` is no message of this chat that the author sees.
       */
      readonly outcome: 'conflict' | 'not_found' | 'closed' | 'no_reply_target' | 'busy'
    }

export interface AmendFacts {
  readonly chat: Pick<ChatRecord, 'id' | 'status' | 'head_seq'>
  /** The member row of the target's `userId`, if they are a member now. */
  readonly member: MemberRecord | null
  readonly message: Message
  /** The store's clock, in milliseconds since the epoch. */
  readonly now: number
}

export type AmendDecision =
  | { readonly kind: 'keep' }
  | { readonly kind: 'refuse'; readonly code: ErrorCode }
  /** Stamps `edited_at`. */
  | { readonly kind: 'edit'; readonly content: string }
  /** Leaves a tombstone: empties content, attachments, metadata and reactions, stamps `deleted_at`. */
  | { readonly kind: 'delete' }
  /** Replaces them all; an empty list leaves the message without the field. */
  | { readonly kind: 'reactions'; readonly reactions: readonly Reaction[] }

export type AmendOutcome =
  | { readonly outcome: 'changed'; readonly message: Message; readonly members_rev: number }
  | { readonly outcome: 'unchanged'; readonly message: Message }
  | { readonly outcome: 'refused'; readonly code: ErrorCode }
  /** No such message in that chat. */
  | { readonly outcome: 'not_found' }

export interface NewMember {
  readonly user_id: string
  readonly role: Role
  /** `all`: sees earlier history. `head`: from the message that tells of the joining. A number: from it. */
  readonly sees: 'all' | 'head' | number
}

export type ReviseDecision =
  | { readonly kind: 'keep' }
  | { readonly kind: 'refuse'; readonly code: ErrorCode }
  | {
      readonly kind: 'change'
      readonly add?: readonly NewMember[]
      readonly remove?: readonly string[]
      /** The named pair after a replacement. */
      readonly pair?: { readonly user_id: string; readonly shopper_id: string }
      readonly status?: ChatStatus
      readonly note: MessageDraft
    }

export type ReviseOutcome =
  | {
      readonly outcome: 'changed'
      readonly chat: ChatRecord
      readonly before: ChatRecord
      readonly message: Message
    }
  | { readonly outcome: 'unchanged'; readonly chat: ChatRecord }
  | { readonly outcome: 'refused'; readonly code: ErrorCode }
  | { readonly outcome: 'not_found' }

export type HistoryWindow = { readonly limit: number } & (
  | { readonly page: number }
  | { readonly before_seq: number; readonly bytes?: number }
  /** About half before the number, the rest from it on. */
  | { readonly around_seq: number }
)

export interface History {
  readonly chat: ChatRecord
  readonly messages: Message[]
  /** Whether there are older ones. */
  readonly hasMore: boolean
  /** All messages the reader may see, tombstones included. */
  readonly total: number
}

export interface StoreCursor {
  readonly chat_id: string
  readonly seq: number
  readonly anchor: string | null
}

export interface CatchUpLimit {
  /** Of one cursor. */
  readonly rows: number
  /** Of all together. */
  readonly bytes: number
}

export interface CatchUp {
  readonly chat: ChatRecord
  readonly page: CatchUpPage
  /** Of the reader; 0 without a member row. */
  readonly unread_count: number
}

export interface InboxWindow {
  readonly page: number
  readonly limit: number
  /** Only chats with unread messages, and not these. `total` then counts what is left. */
  readonly unreadExcept?: readonly string[]
}

export interface ReadMark {
  readonly chat_id: string
  readonly reader: Reader
  /** The newest of these messages, or the number itself. */
  readonly to: { readonly message_ids: readonly string[] } | { readonly up_to_seq: number }
}

export type ReadOutcome =
  | {
      readonly outcome: 'advanced' | 'unchanged'
      readonly read_seq: number
      readonly unread_count: number
      /** Ids of others' messages this mark newly covered, oldest first, the newest 200 of them. */
      readonly message_ids: readonly string[]
      readonly at: string
      /** Of the chat, after this mark. */
      readonly reads_rev: number
      /** The membership it was made under. */
      readonly members_rev: number
    }
  /** No such chat for this reader, or one of the messages is not in it or before their time. */
  | { readonly outcome: 'not_found' }
  | { readonly outcome: 'beyond_head' }

export interface ChatStats {
  readonly total_chats: number
  readonly active_chats: number
  readonly closed_chats: number
  readonly total_messages: number
}
