import type { Message } from '@otsy/protocol'
import type { AmendDecision, NewMember, ReviseDecision } from '../../core/chat/port'
import type { MemoryChat } from './chat'
import { frozenCopy } from './frozen-copy'
import type { Row } from './message-log'
import { isUnread } from './unread'
import { post } from './write'

export type MessageChange = Exclude<AmendDecision, { kind: 'keep' | 'refuse' }>
export type ChatChange = Extract<ReviseDecision, { kind: 'change' }>

/** Changes a message under the chat's next number. */
export function changeMessage(
  chat: MemoryChat,
  { row, change, at }: { row: Row; change: MessageChange; at: string },
): Message {
  if (change.kind === 'delete') {
    for (const member of chat.members.values())
      if (isUnread(member, row.message)) member.unread -= 1
  }
  chat.noteChange()
  chat.updated_at = at
  return chat.log.change(row, changed(row.message, change, at))
}

function changed(message: Message, change: MessageChange, at: string): Message {
  switch (change.kind) {
    case 'edit':
      return { ...message, content: change.content, edited_at: at }
    case 'delete':
      return tombstone(message, at)
    case 'reactions': {
      const { reactions: _, ...rest } = message
      return change.reactions.length === 0
        ? rest
        : { ...rest, reactions: frozenCopy([...change.reactions]) }
    }
  }
}

/** Its place, its sender, its key and what it answered stay; what it said is gone. */
function tombstone(message: Message, at: string): Message {
  const {
    attachment_url: _url,
    attachment_type: _type,
    attachment_width: _width,
    attachment_height: _height,
    metadata: _metadata,
    reactions: _reactions,
    ...rest
  } = message
  return { ...rest, content: '', deleted_at: at }
}

/** Changes membership or status with the note that tells of it. */
export function changeChat(chat: MemoryChat, change: ChatChange, at: string): Message {
  const { add = [], remove = [] } = change
  for (const userId of remove) chat.members.delete(userId)
  if (change.pair) {
    chat.user_id = change.pair.user_id
    chat.shopper_id = change.pair.shopper_id
  }
  chat.status = change.status ?? chat.status
  if (add.length + remove.length > 0) chat.members_rev += 1

  const sender = { sender_id: null, sender_role: 'system' } as const
  const note = post(chat, { sender, draft: change.note, bodyHash: null, at })
  // After the note, so that it is the head the new members start read at.
  for (const member of add) chat.join(member.user_id, member.role, firstSeen(member, note))
  return note
}

function firstSeen(member: NewMember, note: Message): number {
  if (member.sees === 'all') return 0
  return member.sees === 'head' ? note.seq : member.sees
}
