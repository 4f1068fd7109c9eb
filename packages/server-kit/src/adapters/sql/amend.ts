import type { Message } from '@otsy/protocol'
import type { AmendDecision, AmendFacts, AmendOutcome, ChatStore } from '../../core/chat/port'
import type { ChatRecord } from '../../core/chat/model'
import type { Session } from './database'
import { textArray, uuidOrNull } from './ids'
import { toMember, toMessage, type MemberRow, type MessageRow } from './rows'
import type { Statements } from './statements/index'

interface FactsRow extends Pick<ChatRecord, 'id' | 'status' | 'head_seq' | 'members_rev'> {
  readonly now: number
  readonly member: MemberRow | null
  readonly message: MessageRow
}

export interface Amendment {
  readonly target: Parameters<ChatStore['amend']>[0]
  readonly decide: (facts: AmendFacts) => AmendDecision
}

/** Changes one message, in a transaction: lock, look, decide, write. */
export async function amend(
  session: Session,
  statements: Statements,
  { target, decide }: Amendment,
): Promise<AmendOutcome> {
  const chatId = uuidOrNull(target.chat_id)
  const messageId = uuidOrNull(target.message_id)
  if (chatId === null || messageId === null) return { outcome: 'not_found' }

  await session.run(statements.lock, [textArray([chatId])])
  const looked = [chatId, messageId, target.userId]
  const [facts] = await session.run<FactsRow>(statements.facts, looked)
  if (facts === undefined) return { outcome: 'not_found' }

  const message = toMessage(facts.message)
  const decision = decide({
    chat: { id: facts.id, status: facts.status, head_seq: facts.head_seq },
    member: facts.member && toMember(facts.member),
    message,
    now: facts.now,
  })
  switch (decision.kind) {
    case 'keep':
      return { outcome: 'unchanged', message }
    case 'refuse':
      return { outcome: 'refused', code: decision.code }
    case 'edit':
    case 'delete':
    case 'reactions': {
      const [statement, news] = writing(statements, decision)
      const params = [chatId, message.seq, ...news]
      const [row] = await session.run<MessageRow>(statement, params)
      if (row === undefined) throw new Error('The message under change is gone.')
      if (decision.kind === 'delete') await forgetTold(session, statements, message)
      return { outcome: 'changed', message: toMessage(row), members_rev: facts.members_rev }
    }
  }
}

/** What was told of a message goes with it. */
async function forgetTold(
  session: Session,
  { notifications }: Statements,
  { id, chat_id, seq }: Message,
): Promise<void> {
  const told = await session.run<string>(notifications.holdTold, [chat_id])
  if (told.length > 0) await session.run(notifications.forgetTold, [textArray(told), id, seq])
}

function writing(
  statements: Statements,
  decision: Exclude<AmendDecision, { kind: 'keep' | 'refuse' }>,
) {
  switch (decision.kind) {
    case 'edit':
      return [statements.edit, [decision.content]] as const
    case 'delete':
      return [statements.delete, []] as const
    case 'reactions': {
      const { reactions } = decision
      return [
        statements.reactions,
        [reactions.length === 0 ? null : JSON.stringify(reactions)],
      ] as const
    }
  }
}
