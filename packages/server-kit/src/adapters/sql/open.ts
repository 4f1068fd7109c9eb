import type { SenderRole } from '@otsy/protocol'
import { countsAsUnread, type Author, type MessageDraft } from '../../core/chat/model'
import type { OpenChat, OpenOutcome } from '../../core/chat/port'
import type { Session } from './database'
import { readerKey } from './ids'
import { chatAsItIs } from './revise'
import { toMessage, type MessageRow } from './rows'
import type { OrderRow } from './statements/open'
import type { Statements } from './statements/index'

/** Opens the chat of an order, or answers what is there. In a transaction it waits for a racing one. */
export async function open(
  session: Session,
  statements: Statements,
  input: OpenChat,
): Promise<OpenOutcome> {
  for (;;) {
    const existing = await ofOrder(session, statements, input)
    if (existing !== null) return existing
    if (await insert(session, statements, input)) break
    // Another call opened it after the look; the next look sees its chat.
  }
  const chat = await chatAsItIs(session, statements, input.id)
  if (chat === undefined) throw new Error('The chat just opened is gone.')
  if (input.first === null) return { outcome: 'opened', chat, message: null }
  const key = JSON.stringify([{ chat_id: input.id, seq: 1 }])
  const [message] = await session.run<MessageRow>(statements.stored, [key])
  if (message === undefined) throw new Error('The first message is gone.')
  return { outcome: 'opened', chat, message: toMessage(message) }
}

async function ofOrder(
  session: Session,
  statements: Statements,
  { order_id, reader, user_id, shopper_id }: OpenChat,
): Promise<OpenOutcome | null> {
  const asked = [order_id, readerKey(reader), reader.unrestricted]
  const [row] = await session.run<OrderRow>(statements.order, asked)
  if (row === undefined) return null
  if (!row.visible) return { outcome: 'not_found' }
  if (row.user_id !== user_id || row.shopper_id !== shopper_id) return { outcome: 'conflict' }
  const chat = await chatAsItIs(session, statements, row.id)
  return chat === undefined ? null : { outcome: 'existing', chat }
}

/** Whether the chat was new. */
async function insert(session: Session, statements: Statements, input: OpenChat): Promise<boolean> {
  const { id, order_id, user_id, shopper_id, first } = input
  const role = first && roleOf(first.author, input)
  const rows = await session.run(statements.open, [
    id,
    order_id,
    user_id,
    shopper_id,
    first && JSON.stringify(withoutKey(first.draft)),
    first && (first.author.kind === 'system' ? '' : first.author.userId),
    role,
    first !== null && role !== null && countsAsUnread(role, first.draft.type),
    first?.notify === true,
  ])
  return rows.length > 0
}

function roleOf(author: Author, { user_id, shopper_id }: OpenChat): SenderRole {
  if (author.kind === 'system') return 'system'
  if (author.userId === shopper_id) return 'shopper'
  if (author.userId === user_id) return 'user'
  if (author.kind === 'guest') return author.role
  throw new TypeError('The first message must come from one of the chat.')
}

/** The first message is kept from repetition by its chat, and there is nothing it could answer. */
function withoutKey(draft: MessageDraft) {
  const { client_id: _, reply_to: __, ...rest } = draft
  return rest
}
