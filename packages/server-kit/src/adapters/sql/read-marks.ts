import { LIMITS } from '@otsy/protocol'
import type { ReadMark, ReadOutcome } from '../../core/chat/port'
import { iso } from '../../core/time'
import type { Session } from './database'
import { readerKey, textArray, uuidOrNull } from './ids'
import type { ReadRow } from './statements/reads'
import type { Statements } from './statements/index'

/** One try at moving a cursor; null: the chat is held or was changed in between, so nothing moved. */
export async function tryAdvanceRead(
  session: Session,
  statements: Statements,
  mark: ReadMark,
): Promise<ReadOutcome | null> {
  const chatId = uuidOrNull(mark.chat_id)
  const goal = goalOf(mark.to)
  if (chatId === null || goal === null) return { outcome: 'not_found' }

  const { reader } = mark
  const params = [chatId, readerKey(reader), reader.unrestricted, ...goal, LIMITS.readIds]
  const [row] = await session.run<ReadRow>(statements.advanceRead, params)
  if (row === undefined) return { outcome: 'not_found' }
  switch (row.outcome) {
    case 'not_found':
    case 'beyond_head':
      return { outcome: row.outcome }
    case 'advanced':
    case 'unchanged':
      return { ...row, outcome: row.outcome, at: iso(row.at) }
    case 'busy':
    case 'stale':
      return null
  }
}

/** Ids, how many, number; null where one of the ids cannot exist. */
function goalOf(to: ReadMark['to']) {
  if ('up_to_seq' in to) return [null, 0, to.up_to_seq] as const
  const ids = new Set(to.message_ids)
  for (const id of ids) if (uuidOrNull(id) === null) return null
  return [textArray([...ids]), ids.size, null] as const
}
