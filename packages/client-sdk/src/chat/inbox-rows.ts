import type { InboxChat, ServerPayload } from '@otsy/protocol'

/** Newest message first; a chat without one stands by its creation. */
export function sortInbox(rows: Iterable<InboxChat>): InboxChat[] {
  return [...rows].sort((a, b) => {
    const [left, right] = [timeOf(a), timeOf(b)]
    return left === right ? compare(a.id, b.id) : compare(right, left)
  })
}

function timeOf(row: InboxChat): string {
  return row.last_message?.created_at ?? row.created_at
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** A row after `chat_updated`; the same one when the event is behind what the row shows. */
export function withUpdate(
  row: InboxChat,
  update: ServerPayload<'chat_updated'>,
  me: string | null,
): InboxChat {
  const own = row.members.find((member) => member.user_id === me)
  const read = own?.read_seq ?? 0
  const isBehind =
    update.head_seq < row.head_seq || (update.head_seq === row.head_seq && update.read_seq < read)
  if (isBehind) return row
  const { last_message, unread_count, head_seq, status } = update
  const members = row.members.map((member) =>
    member === own && member.read_seq < update.read_seq
      ? { ...member, read_seq: update.read_seq }
      : member,
  )
  return { ...row, members, last_message, unread_count, head_seq, status }
}
