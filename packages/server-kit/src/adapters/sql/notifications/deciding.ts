import type { Decision, Urgency } from '../../../core/notifications/model'
import { uuidOrNull } from '../ids'
import type { DecisionRow } from '../statements/notifications/deciding'

/** The more urgent go first. */
const RANKS: Readonly<Record<Urgency, number>> = { high: 0, normal: 1, low: 2, 'very-low': 3 }

/** Rows for the statement; one whose id cannot exist has none. */
export function decisionRows(decisions: readonly Decision[]): DecisionRow[] {
  return decisions.flatMap((decision, i): DecisionRow[] => {
    const { id, claim, steps } = decision
    if (uuidOrNull(id) === null) return []
    return [{ i, id, claim, given: steps, ...verdictOf(decision) }]
  })
}

function verdictOf(decision: Decision): Omit<DecisionRow, 'i' | 'id' | 'claim' | 'given'> {
  switch (decision.outcome) {
    case 'send': {
      const { outcome, content, count, urgency, key_hash } = decision
      return { outcome, content, count, urgency, rank: RANKS[urgency], key_hash }
    }
    case 'defer': {
      const { outcome, until, because, content, count } = decision
      const written = content === null ? {} : { content }
      const looking = because === 'looking'
      return { outcome, until: Math.ceil(until), looking, count, ...written }
    }
    case 'drop':
      return { outcome: decision.outcome, state: decision.state }
  }
}
