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

/**
 * Members as just told, with read cursors that were known to be further. `audience`: what is told to
 * all leaves out what only the owner of a row gets to know, so that is kept.
 */
export function withMembers(
  chat: Chat,
  members: readonly Member[],
  audience: 'all' | 'owner',
): Chat {
  const known = new Map(chat.members.map((member) => [member.user_id, member]))
  return {
    ...chat,
    members: members.map((member) => {
      const before = known.get(member.user_id)
      if (before === undefined) return member
      const further = before.read_seq > member.read_seq ? before : member
      return {
        ...(audience === 'all' ? before : {}),
        ...member,
        read_seq: further.read_seq,
        read_at: further.read_at,
      }
    }),
  }
}

/** Whether, and until when, a member hears nothing of the chat. */
export function withMute(chat: Chat, userId: string, until: string | null): Chat {
  return {
    ...chat,
    members: chat.members.map((member) => {
      if (member.user_id !== userId) return member
      const { muted_until: _before, ...rest } = member
      return until === null ? rest : { ...rest, muted_until: until }
    }),
  }
}

/** A whole chat as just told. */
export function mergeChat(held: Chat | null, told: Chat): Chat {
  if (held === null || held.id !== told.id) return told
  return withMembers({ ...told, members: held.members }, told.members, 'owner')
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
