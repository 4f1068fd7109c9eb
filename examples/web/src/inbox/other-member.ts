import type { Member } from '@otsy/client-sdk'

/** The person one talks to: the order's other side, whoever else may be in the chat. */
export function otherMember(members: readonly Member[], myId: string | undefined): Member | null {
  const others = members.filter((member) => member.user_id !== myId)
  return others.find((member) => member.role !== 'admin') ?? others[0] ?? null
}
