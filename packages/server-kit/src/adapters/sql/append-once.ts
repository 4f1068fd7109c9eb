import type { Append, AppendOutcome } from '../../core/chat/port'
import { OtsyError } from '../../core/errors'
import { appendBatch } from './append'
import type { Session } from './database'
import { translated } from './faults'
import { retrying } from './retry'
import type { Statements } from './statements/index'

/** A key that another writer stored first. A message's own id is not among them: that is a fault. */
export const APPEND_RACES = ['messages_key', 'messages_pkey']

/** With a key for every entry the whole call may be repeated, whatever became of it. */
export function isRepeatable(batch: readonly Append[]): boolean {
  return batch.every(({ draft }) => draft.client_id !== undefined)
}

/** A batch without waiting for locks: one statement, one round trip, one commit, where all goes well. */
export async function appendAtOnce(
  session: Session,
  statements: Statements,
  batch: readonly Append[],
): Promise<AppendOutcome[]> {
  const options = { repeatable: isRepeatable(batch), constraints: APPEND_RACES }
  let written = false
  const attempt = async <T>(run: () => Promise<T>): Promise<T> => {
    if (written && !options.repeatable) {
      // Part of the batch stands: no fault may claim from here on that nothing was written.
      return retrying(options, run).catch((cause: unknown) => {
        const message = 'A part of the batch was stored before the rest failed.'
        throw cause instanceof OtsyError
          ? new OtsyError('outcome_unknown', { cause: new Error(message, { cause }) })
          : new Error(message, { cause })
      })
    }
    const answer = await retrying(options, run)
    written = true
    return answer
  }
  const unit = { session, statements, attempt }
  try {
    const outcomes = await appendBatch(unit, batch)
    const held = outcomes.flatMap(({ outcome }, i) => (outcome === 'busy' ? [i] : []))
    if (held.length === 0) return outcomes
    // Mostly a read mark held the chat, for one statement, and is done by now. What is still held
    // belongs to a longer transaction, and waits elsewhere.
    const again = await appendBatch(
      unit,
      held.flatMap((i) => batch[i] ?? []),
    )
    return outcomes.map((outcome, i) => again[held.indexOf(i)] ?? outcome)
  } catch (fault) {
    throw translated(fault, options.repeatable)
  }
}
