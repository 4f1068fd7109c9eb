import type { InboxChat, ServerPayload } from '@otsy/protocol'

/** Newest message first, as the server has them. */
export function sortInbox(rows: InboxChat[]): InboxChat[] {
  return rows.sort((a, b) => (placeOf(a) < placeOf(b) ? 1 : -1))
}

function placeOf(row: InboxChat): string {
  return timeOf(row) + row.id
}

/** When the latest of a chat was said; a chat without a message stands by its creation. */
export function timeOf(row: InboxChat): string {
  return row.last_message?.created_at ?? row.created_at
}

/** How far someone has read. */
export function readOf({ members }: InboxChat, userId: string | null): number {
  return members.find(({ user_id }) => user_id === userId)?.read_seq ?? 0
}

/** A row after `chat_updated`; the same one when the event is behind what the row shows. */
export function withUpdate(
  row: InboxChat,
  update: ServerPayload<'chat_updated'>,
  me: string | null,
): InboxChat {
  const { last_message, unread_count, head_seq, read_seq, status } = update
  const read = readOf(row, me)
  if (head_seq < row.head_seq || (head_seq === row.head_seq && read_seq < read)) return row
  const members = row.members.map((member) =>
    member.user_id === me && read < read_seq ? { ...member, read_seq } : member,
  )
  return { ...row, members, last_message, unread_count, head_seq, status }
}
