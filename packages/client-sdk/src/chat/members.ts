import type { Chat, Member } from '@otsy/protocol'

/** What a read mark says, whoever told it. */
export interface ReadMark {
  readonly userId: string
  readonly seq: number
  readonly at: string | null
}

/** Read cursors only move forward: the same chat comes back for a mark behind. */
export function withReadMark(chat: Chat, mark: ReadMark): Chat {
  const index = chat.members.findIndex((member) => member.user_id === mark.userId)
  const member = chat.members[index]
  if (member === undefined || member.read_seq >= mark.seq) return chat
  const moved = { ...member, read_seq: mark.seq, read_at: mark.at ?? member.read_at }
  return { ...chat, members: chat.members.with(index, moved) }
}

/** Members as just told, with read cursors that were known to be further. */
export function withMembers(chat: Chat, members: readonly Member[]): Chat {
  const known = new Map(chat.members.map((member) => [member.user_id, member]))
  return {
    ...chat,
    members: members.map((member) => {
      const before = known.get(member.user_id)
      if (before === undefined) return member
      const further = before.read_seq > member.read_seq ? before : member
      return {
        ...before,
        ...member,
        read_seq: further.read_seq,
        read_at: further.read_at,
        // Only told to its owner, and not by every event.
        ...(before.muted_until === undefined ? {} : { muted_until: before.muted_until }),
        ...(member.muted_until === undefined ? {} : { muted_until: member.muted_until }),
      }
    }),
  }
}

/** A whole chat as just told. */
export function mergeChat(held: Chat | null, told: Chat): Chat {
  if (held === null || held.id !== told.id) return told
  return withMembers({ ...told, members: held.members }, told.members)
}

/** User id to read number; the same object when nothing changed. */
export function readsOf(
  members: readonly Member[],
  last: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const same =
    members.length === Object.keys(last).length &&
    members.every((member) => last[member.user_id] === member.read_seq)
  return same
    ? last
    : Object.fromEntries(members.map((member) => [member.user_id, member.read_seq]))
}
