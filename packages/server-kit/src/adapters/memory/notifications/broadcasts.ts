import { newId } from '../../../core/ids'
import type { BroadcastRecord, NewBroadcast } from '../../../core/notifications/model'
import type { NotificationStore } from '../../../core/notifications/port'
import { iso } from '../../../core/time'
import { kept, type BroadcastRow } from './rows'
import type { Shelf } from './shelf'

type Create = NotificationStore['createBroadcast']

export function createBroadcast(shelf: Shelf, input: NewBroadcast): Awaited<ReturnType<Create>> {
  const known = [...shelf.broadcasts.values()].find(
    (one) => input.dedupe_key !== null && one.input.dedupe_key === input.dedupe_key,
  )
  if (known !== undefined) {
    return { id: known.input.id, total: known.people.length, outcome: 'duplicate' }
  }
  const named = input.to === 'all' ? shelf.devices.all().map(({ user_id }) => user_id) : input.to
  const people = [...new Set(named)]
  shelf.broadcasts.set(input.id, {
    ...{
      input: { ...input, content: kept(input.content) },
      people,
      created_at: shelf.clock(),
      rows: [],
      counts: new Map(),
    },
    is_cancelled: false,
  })
  return { id: input.id, total: people.length, outcome: 'created' }
}

export function expand(shelf: Shelf, limit: number): number {
  let left = limit
  for (const broadcast of shelf.broadcasts.values()) {
    if (broadcast.is_cancelled) continue
    const done = broadcast.rows.length
    const next = broadcast.people.slice(done, done + left)
    for (const userId of next) addTo(shelf, broadcast, userId)
    left -= next.length
    if (left === 0) break
  }
  return limit - left
}

function addTo(shelf: Shelf, broadcast: BroadcastRow, user_id: string): void {
  const { kind, tag, content, ttl } = broadcast.input
  shelf.add({
    ...{ id: newId(), user_id, kind, tag, content, broadcast },
    ...{ dedupe_key: null, chat_id: null },
    expires_at: broadcast.created_at + ttl * 1_000,
  })
}

export function cancelBroadcast(shelf: Shelf, id: string): BroadcastRecord | null {
  const broadcast = shelf.broadcasts.get(id)
  if (broadcast === undefined) return null
  if (stateOf(broadcast) === 'running') {
    broadcast.is_cancelled = true
    for (const row of broadcast.rows) shelf.cancelWaiting(row, 'cancelled')
  }
  return recordOf(broadcast)
}

export function recordOf(broadcast: BroadcastRow): BroadcastRecord {
  const { input, people, created_at } = broadcast
  return {
    ...{ id: input.id, title: input.content.title, kind: input.kind },
    ...{ state: stateOf(broadcast), total: people.length },
    by_state: Object.fromEntries([...countsOf(broadcast)].filter(([, count]) => count > 0)),
    created_at: iso(created_at),
  }
}

function countsOf({ counts, people, rows, is_cancelled }: BroadcastRow) {
  const all = new Map(counts)
  const rest = is_cancelled ? 'cancelled' : 'pending'
  return all.set(rest, (all.get(rest) ?? 0) + people.length - rows.length)
}

/** Those put off by quiet hours are still to come. */
function stateOf(broadcast: BroadcastRow): BroadcastRecord['state'] {
  if (broadcast.is_cancelled) return 'cancelled'
  const counts = countsOf(broadcast)
  const waiting = (counts.get('pending') ?? 0) + (counts.get('deferred') ?? 0)
  return waiting === 0 ? 'done' : 'running'
}
