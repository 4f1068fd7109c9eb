import type { Member, Message } from '@otsy/client-sdk'
import type { Dictionary } from '../i18n/en'

/** How a person is called here; somebody who is no member any more has lost their name. */
export function nameOf(userId: string | null, members: readonly Member[], t: Dictionary): string {
  if (userId === null) return t.chat.system
  const member = members.find((one) => one.user_id === userId)
  if (member === undefined) return t.chat.someone
  return member.name ?? roleName(member.role, t)
}

export function roleName(role: Member['role'], t: Dictionary): string {
  switch (role) {
    case 'user':
      return t.persona.customer
    case 'shopper':
      return t.persona.shopper
    case 'admin':
      return t.persona.admin
  }
}

/** A text of a message's free data, when it is one. */
export function metadataText(message: Pick<Message, 'metadata'>, key: string): string | null {
  const value = message.metadata?.[key]
  return typeof value === 'string' ? value : null
}
