import type { Member, Message } from '@otsy/client-sdk'
import type { Dictionary } from '../i18n/en'
import { metadataText, nameOf } from './people'

/** A system message in the reader's language; the host's own texts as they are. */
export function systemText(
  message: Pick<Message, 'content' | 'metadata'>,
  members: readonly Member[],
  t: Dictionary,
): string {
  const name = nameOf(metadataText(message, 'user_id') ?? '', members, t)
  switch (metadataText(message, 'event')) {
    case 'member_added':
      return t.system.memberAdded(name)
    case 'member_removed':
      return t.system.memberRemoved(name)
    case 'member_replaced':
      return t.system.memberReplaced(name)
    case 'chat_closed':
      return t.system.chatClosed
    case 'chat_reopened':
      return t.system.chatReopened
    default:
      return message.content
  }
}
