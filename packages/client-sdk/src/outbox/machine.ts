import type { OtsyError } from '../error'
import type { OutboxEntry } from './entry'
import { transitions, type OutboxMove, type OutboxStatus } from './transitions'

export interface OutboxItem {
  readonly entry: OutboxEntry
  readonly status: OutboxStatus
  /** Tries that came to nothing since it was queued. */
  readonly attempts: number
  /** By the device's elapsed time: before it, it is not tried again. */
  readonly notBefore: number
  readonly error: OtsyError | null
}

/** All unsent messages, in the order they were sent. */
export type OutboxState = readonly OutboxItem[]

export type OutboxEvent =
  | { readonly type: 'added'; readonly entry: OutboxEntry }
  /** As read from the store: what is not among them and not on its way here is gone. */
  | { readonly type: 'restored'; readonly items: OutboxState }
  | {
      readonly type: 'moved'
      readonly move: OutboxMove
      readonly clientId: string
      readonly error?: OtsyError
      readonly notBefore?: number
    }
  | { readonly type: 'cleared' }

export function queuedItem(entry: OutboxEntry): OutboxItem {
  return { entry, status: 'queued', attempts: 0, notBefore: 0, error: null }
}

/** Pure. The same state comes back when nothing changed. */
export function advanceOutbox(state: OutboxState, event: OutboxEvent): OutboxState {
  switch (event.type) {
    case 'added':
      return has(state, event.entry.clientId) ? state : [...state, queuedItem(event.entry)]
    case 'restored':
      return restored(state, event.items)
    case 'cleared':
      return state.length === 0 ? state : []
    case 'moved':
      return moved(state, event)
  }
}

function has(state: OutboxState, clientId: string): boolean {
  return state.some((item) => item.entry.clientId === clientId)
}

/** The store's order rules; what this tab knows better about a message is kept. */
function restored(state: OutboxState, items: OutboxState): OutboxState {
  const known = new Map(state.map((item) => [item.entry.clientId, item]))
  const merged = items.map((item) => {
    const mine = known.get(item.entry.clientId)
    if (mine === undefined) return item
    const failedElsewhere = item.status === 'failed' && mine.status === 'queued'
    const retriedElsewhere = item.status === 'queued' && mine.status === 'failed'
    return failedElsewhere || retriedElsewhere ? item : mine
  })
  return merged
}

function moved(state: OutboxState, event: Extract<OutboxEvent, { type: 'moved' }>): OutboxState {
  const index = state.findIndex((item) => item.entry.clientId === event.clientId)
  const item = state[index]
  if (item === undefined) return state
  const outcome = transitions[item.status][event.move]
  if (outcome === null) return state
  return outcome === 'gone'
    ? state.toSpliced(index, 1)
    : state.with(index, next(item, outcome, event))
}

function next(
  item: OutboxItem,
  status: OutboxStatus,
  { move, error, notBefore }: Extract<OutboxEvent, { type: 'moved' }>,
): OutboxItem {
  switch (status) {
    case 'sending':
      return { ...item, status }
    case 'queued':
      return move === 'retry'
        ? { ...queuedItem({ ...item.entry, refusal: null }) }
        : {
            ...item,
            status,
            attempts: item.attempts + 1,
            notBefore: notBefore ?? 0,
            error: error ?? null,
          }
    case 'failed':
      return { ...item, status, error: error ?? null }
  }
}

/**
 * What may be handed to the server now: of each chat the first message that has not failed, unless
 * it is on its way or has to wait. One at a time keeps a sender's order whatever happens to each.
 */
export function dueItems(state: OutboxState, now: number): OutboxItem[] {
  return lanes(state).filter((item) => item.status === 'queued' && item.notBefore <= now)
}

/** When the next one that waits is due; null: none waits. */
export function nextDueAt(state: OutboxState, now: number): number | null {
  const times = lanes(state)
    .filter((item) => item.status === 'queued' && item.notBefore > now)
    .map((item) => item.notBefore)
  return times.length === 0 ? null : Math.min(...times)
}

function lanes(state: OutboxState): OutboxItem[] {
  const first = new Map<string, OutboxItem>()
  for (const item of state) {
    if (item.status !== 'failed' && !first.has(item.entry.chatId))
      first.set(item.entry.chatId, item)
  }
  return [...first.values()]
}
