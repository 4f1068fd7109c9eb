import type { BroadcastRecord, NewBroadcast } from '../../../core/notifications/model'
import type { NotificationStore } from '../../../core/notifications/port'
import { isStorable, textArray, uuidOrNull } from '../ids'
import { retrying } from '../retry'
import { hold } from './reading'
import { toBroadcast, type BroadcastRow } from './rows'
import { say, transact, type Work } from './unit'

/** People of one commit of a cancellation. */
const CANCELLED_AT_ONCE = 1_000
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000'

export async function createBroadcast(
  { database, statements }: Work,
  broadcast: NewBroadcast,
): ReturnType<NotificationStore['createBroadcast']> {
  const { to, ...rest } = broadcast
  const people = to === 'all' ? null : textArray(to.filter(isStorable))
  const params = [JSON.stringify(rest), people]
  const key = broadcast.dedupe_key
  return retrying({ repeatable: key !== null }, async () => {
    for (;;) {
      const [made] = await database.run<Kept>(statements.createBroadcast, params)
      if (made !== undefined) return { ...made, outcome: 'created' }
      const [known] = await database.run<Kept>(statements.keyedBroadcast, [key])
      if (known !== undefined) return { ...known, outcome: 'duplicate' }
      // It went between the two looks.
    }
  })
}

interface Kept {
  readonly id: string
  readonly total: number
}

export async function expand(work: Work, limit: number): Promise<number> {
  let left = limit
  while (left > 0) {
    const [count] = await say<number>(work, work.statements.expand, [left])
    if (count === undefined) break
    left -= count
  }
  return limit - left
}

export async function broadcast(work: Work, id: string): Promise<BroadcastRecord | null> {
  if (uuidOrNull(id) === null) return null
  const [row] = await say<BroadcastRow>(work, work.statements.broadcast, [id])
  return row === undefined ? null : toBroadcast(row)
}

export async function broadcasts(work: Work, limit: number): Promise<BroadcastRecord[]> {
  const rows = await say<BroadcastRow>(work, work.statements.broadcasts, [limit])
  return rows.map(toBroadcast)
}

/**
 * First nobody more gets a turn and what is on its way is void; then those who had theirs are cancelled,
 * in parts. Were this to break off in between, pushes would be cancelled when they are due.
 */
export async function cancelBroadcast(work: Work, id: string): Promise<BroadcastRecord | null> {
  const before = await broadcast(work, id)
  if (before === null || before.state === 'done') return before
  const { statements } = work
  await transact(work, async (session) => {
    await session.run(statements.dropParts, [id])
    await session.run(statements.cancelBroadcast, [id])
  })
  for (let place = BEFORE_ALL; ;) {
    const params = [id, place, CANCELLED_AT_ONCE]
    const [next] = await say<{ place: string | null; ids: string[] }>(
      work,
      statements.unsettled,
      params,
    )
    if (!next?.place) break
    place = next.place
    const { ids } = next
    if (ids.length === 0) continue
    await transact(work, async (session) => {
      const held = await hold(session, statements, { userId: null, ids, readSeqs: [] })
      if (held.length > 0) await session.run(statements.cancel, [textArray(held)])
    })
  }
  return broadcast(work, id)
}
