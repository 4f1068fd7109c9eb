import type { NewNotification } from '../../../core/notifications/model'
import type { NotificationStore } from '../../../core/notifications/port'
import type { Session } from '../database'
import type { NotificationStatements } from '../statements/notifications/index'
import type { EnqueueRow } from '../statements/notifications/laying-in'

type Outcome = Awaited<ReturnType<NotificationStore['enqueue']>>[number]

/** See `NotificationStore.enqueue`. What a racing one keeps under a key is waited for and answered. */
export async function enqueue(
  session: Session,
  statements: NotificationStatements,
  batch: readonly NewNotification[],
): Promise<Outcome[]> {
  const outcomes = new Map<number, Outcome>()
  for (let left = batch.map((one, i): EnqueueRow => ({ ...one, i })); left.length > 0;) {
    const kept = new Set(await session.run<string>(statements.enqueue, [JSON.stringify(left)]))
    for (const { i, id } of left) if (kept.has(id)) outcomes.set(i, { id, outcome: 'queued' })
    left = left.filter(({ i }) => !outcomes.has(i))
    if (left.length === 0) break
    const keys = left.map(({ i, user_id, dedupe_key }) => ({ i, user_id, dedupe_key }))
    const params = [JSON.stringify(keys)]
    for (const { i, id } of await session.run<{ i: number; id: string }>(
      statements.keyed,
      params,
    )) {
      outcomes.set(i, { id, outcome: 'duplicate' })
    }
    // One that was swept away between the two is kept after all.
    left = left.filter(({ i }) => !outcomes.has(i))
  }
  return batch.map((_, i) => {
    const outcome = outcomes.get(i)
    if (outcome === undefined) throw new Error('The store answered incompletely.')
    return outcome
  })
}
