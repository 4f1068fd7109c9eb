import { countsAsUnread, type ChatRecord } from '../../core/chat/model'
import type { ReviseDecision, ReviseOutcome } from '../../core/chat/port'
import type { Session } from './database'
import { textArray, uuidOrNull } from './ids'
import { toChat, toMessage, type ChatRow, type MessageRow } from './rows'
import type { JoinRow } from './statements/revise'
import type { Statements } from './statements/index'

type Change = Extract<ReviseDecision, { kind: 'change' }>

/** Changes membership or status with its note, in a transaction: lock, look, decide, write. */
export async function revise(
  session: Session,
  statements: Statements,
  input: { readonly chatId: string; readonly decide: (chat: ChatRecord) => ReviseDecision },
): Promise<ReviseOutcome> {
  const chatId = uuidOrNull(input.chatId)
  if (chatId === null) return { outcome: 'not_found' }

  await session.run(statements.lock, [textArray([chatId])])
  const before = await chatAsItIs(session, statements, chatId)
  if (before === undefined) return { outcome: 'not_found' }

  const decision = input.decide(before)
  switch (decision.kind) {
    case 'keep':
      return { outcome: 'unchanged', chat: before }
    case 'refuse':
      return { outcome: 'refused', code: decision.code }
    case 'change': {
      const message = toMessage(await write(session, statements, { chatId, change: decision }))
      const chat = await chatAsItIs(session, statements, chatId)
      if (chat === undefined) throw new Error('The chat under change is gone.')
      return { outcome: 'changed', chat, before, message }
    }
  }
}

export async function chatAsItIs(
  session: Session,
  statements: Statements,
  chatId: string,
): Promise<ChatRecord | undefined> {
  const [row] = await session.run<ChatRow>(statements.chats, [textArray([chatId])])
  return row && toChat(row)
}

async function write(
  session: Session,
  statements: Statements,
  { chatId, change }: { readonly chatId: string; readonly change: Change },
): Promise<MessageRow> {
  const { add = [], remove = [], pair, status, note } = change
  if (remove.length > 0) await session.run(statements.leave, [chatId, textArray(remove)])

  const { reply_to: _, client_id: __, ...said } = note
  const news = {
    ...said,
    counts: countsAsUnread('system', note.type),
    user_id: pair?.user_id,
    shopper_id: pair?.shopper_id,
    status,
    members_changed: add.length + remove.length > 0,
  }
  const [message] = await session.run<MessageRow>(statements.note, [chatId, JSON.stringify(news)])
  if (message === undefined) throw new Error('The note was not stored.')

  if (add.length > 0) {
    const joining = new Map(add.map((member, i) => [member.user_id, { ...member, i: i + 1 }]))
    const rows = [...joining.values()].map(({ user_id, role, sees, i }): JoinRow => ({
      i,
      user_id,
      role,
      visible_from_seq: sees === 'all' ? 0 : sees === 'head' ? null : sees,
    }))
    await session.run(statements.join, [chatId, JSON.stringify(rows)])
  }
  return message
}
