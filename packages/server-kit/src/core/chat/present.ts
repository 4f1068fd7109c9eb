import type { Chat, InboxChat, Member } from '@otsy/protocol'
import type { Directory } from '../identity/directory'
import type { ChatRecord, InboxRow, MemberRecord } from './model'

/** Chats as the wire shows them to one person: with names, without what is only others' business. */
export async function presentChats(
  records: readonly ChatRecord[],
  viewerId: string | null,
  directory: Directory,
): Promise<Chat[]> {
  const ids = records.flatMap(({ members }) => members.map(({ user_id }) => user_id))
  const people = await directory.lookUp([...new Set(ids)])
  return records.map((record) => {
    const { members, members_rev: _membersRev, reads_rev: _readsRev, ...chat } = record
    return {
      ...chat,
      members: members.map((member) => presentMember(member, viewerId, people)),
    }
  })
}

export async function presentChat(
  record: ChatRecord,
  viewerId: string | null,
  directory: Directory,
): Promise<Chat> {
  const [chat] = await presentChats([record], viewerId, directory)
  if (chat === undefined) throw new Error('One record in, one chat out.')
  return chat
}

export async function presentInbox(
  rows: readonly InboxRow[],
  viewerId: string,
  directory: Directory,
): Promise<InboxChat[]> {
  const chats = await presentChats(
    rows.map(({ chat }) => chat),
    viewerId,
    directory,
  )
  return rows.flatMap(({ last_message, unread_count }, i) => {
    const chat = chats[i]
    return chat === undefined ? [] : [{ ...chat, last_message, unread_count }]
  })
}

function presentMember(
  member: MemberRecord,
  viewerId: string | null,
  people: ReadonlyMap<string, { readonly name?: string; readonly avatar_url?: string }>,
): Member {
  const info = people.get(member.user_id)
  return {
    user_id: member.user_id,
    role: member.role,
    ...(info?.name === undefined ? {} : { name: info.name }),
    ...(info?.avatar_url === undefined ? {} : { avatar_url: info.avatar_url }),
    read_seq: member.read_seq,
    read_at: member.read_at,
    ...(member.user_id === viewerId && member.muted_until !== null
      ? { muted_until: member.muted_until }
      : {}),
  }
}
