import type { Message, SenderRole } from '@otsy/protocol'
import type { Append, AppendOutcome } from '../../core/chat/port'
import type { Author, MessageDraft } from '../../core/chat/model'
import type { MemoryChat } from './chat'
import { frozenCopy } from './frozen-copy'
import { isUnread } from './unread'

export interface Sender {
  readonly sender_id: string | null
  readonly sender_role: SenderRole
}

/** The author's place in the chat; null where they have none. */
export function senderIn(chat: MemoryChat, author: Author): Sender | null {
  if (author.kind === 'system') return { sender_id: null, sender_role: 'system' }
  const role = chat.members.get(author.userId)?.role
  if (role !== undefined) return { sender_id: author.userId, sender_role: role }
  return author.kind === 'guest' ? { sender_id: author.userId, sender_role: author.role } : null
}

/** Decides one send and stores it. The first reason that applies is the answer. */
export function append(chat: MemoryChat, entry: Append, at: string): AppendOutcome {
  const sender = senderIn(chat, entry.author)
  if (sender === null) return { outcome: 'not_found' }

  // Before the status: a retry of what was stored is answered even after the chat was closed.
  const clientId = entry.draft.client_id
  const stored = clientId === undefined ? undefined : chat.log.byKey(sender.sender_id, clientId)
  if (stored !== undefined) {
    return stored.bodyHash === entry.body_hash
      ? { outcome: 'duplicate', message: stored.message }
      : { outcome: 'conflict' }
  }

  if (chat.status !== 'active' && !entry.even_if_closed) return { outcome: 'closed' }
  if (entry.draft.reply_to !== undefined && replySeq(chat, entry.draft, sender) === undefined) {
    return { outcome: 'no_reply_target' }
  }
  const message = post(chat, { sender, draft: entry.draft, bodyHash: entry.body_hash, at })
  return { outcome: 'stored', message, members_rev: chat.members_rev }
}

/** Numbers and stores a message, and counts it for those who have not read it. */
export function post(
  chat: MemoryChat,
  input: { sender: Sender; draft: MessageDraft; bodyHash: string | null; at: string },
): Message {
  const { sender, draft, at } = input
  const reply_to_seq = replySeq(chat, draft, sender)
  const message = chat.log.add(
    {
      ...draft,
      ...(draft.metadata && { metadata: frozenCopy(draft.metadata) }),
      ...(reply_to_seq !== undefined && { reply_to_seq }),
      ...sender,
      chat_id: chat.id,
      created_at: at,
    },
    input.bodyHash,
  )
  chat.touch(at)
  for (const member of chat.members.values()) if (isUnread(member, message)) member.unread += 1
  return message
}

function replySeq(chat: MemoryChat, draft: MessageDraft, sender: Sender): number | undefined {
  if (draft.reply_to === undefined) return undefined
  const seq = chat.log.byId(draft.reply_to)?.message.seq
  const member = sender.sender_id === null ? undefined : chat.members.get(sender.sender_id)
  return seq !== undefined && seq >= (member?.visible_from_seq ?? 0) ? seq : undefined
}
