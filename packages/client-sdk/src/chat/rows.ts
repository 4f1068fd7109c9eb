import type { Message } from '@otsy/protocol'
import type { Me } from '../api/client'
import type { FailedRow, MessageRow, PendingMessage, PendingRow, SentRow } from '../api/row'
import { OtsyError } from '../error'
import type { OutboxItem } from '../outbox/machine'

export interface RowSource {
  readonly me: Me | null
  /** Oldest first. */
  readonly messages: readonly Message[]
  /** In the order sent. */
  readonly unsent: readonly OutboxItem[]
  readonly reads: Readonly<Record<string, number>>
}

/** The lines of a chat. Rows, and the list, stay the same objects where nothing changed. */
export function buildRows(last: readonly MessageRow[], source: RowSource): readonly MessageRow[] {
  const before = new Map(last.map((row) => [row.key, row]))
  const stored = new Set<string>()
  const rows: MessageRow[] = source.messages.map((message) => {
    const mine = source.me !== null && message.sender_id === source.me.userId
    if (mine && message.client_id !== undefined) stored.add(message.client_id)
    return reused(before, sentRow(message, mine, source.reads))
  })
  for (const item of source.unsent) {
    // Its answer is still to come, but the message itself is here.
    if (!stored.has(item.entry.clientId)) rows.push(reused(before, unsentRow(item, source.me)))
  }
  const same = rows.length === last.length && rows.every((row, i) => row === last[i])
  return same ? last : rows
}

function sentRow(message: Message, mine: boolean, reads: RowSource['reads']): SentRow {
  const key = mine ? (message.client_id ?? message.id) : message.id
  const readBy = Object.keys(reads).filter(
    (userId) => userId !== message.sender_id && (reads[userId] ?? 0) >= message.seq,
  )
  return { key, mine, message, readBy, delivery: 'sent', error: null }
}

function unsentRow(item: OutboxItem, me: Me | null): PendingRow | FailedRow {
  const { entry, status, error } = item
  const base = { key: entry.clientId, mine: true, readBy: [], message: pendingMessage(item, me) }
  return status === 'failed'
    ? { ...base, delivery: status, error: error ?? new OtsyError('internal') }
    : { ...base, delivery: status, error }
}

function pendingMessage({ entry }: OutboxItem, me: Me | null): PendingMessage {
  const { content = '', type = 'text', ...rest } = entry.draft
  return {
    ...rest,
    content,
    type,
    id: entry.clientId,
    chat_id: entry.chatId,
    seq: null,
    changed_seq: null,
    sender_id: me?.userId ?? null,
    sender_role: me?.role ?? 'user',
    created_at: entry.createdAt,
    client_id: entry.clientId,
  }
}

function reused<R extends MessageRow>(before: ReadonlyMap<string, MessageRow>, row: R): R {
  const old = before.get(row.key)
  return old !== undefined && isSameRow(old, row) ? (old as R) : row
}

function isSameRow(a: MessageRow, b: MessageRow): boolean {
  if (a.delivery !== b.delivery || a.mine !== b.mine || a.error !== b.error) return false
  if (a.readBy.length !== b.readBy.length) return false
  if (!a.readBy.every((userId, i) => userId === b.readBy[i])) return false
  if (a.delivery === 'sent' || b.delivery === 'sent') return a.message === b.message
  // A pending message never changes but for who turns out to have sent it.
  return (
    a.message.sender_id === b.message.sender_id && a.message.sender_role === b.message.sender_role
  )
}
