import type { Message } from '@otsy/protocol'
import { mergeAll } from './merge'
import type { LogState } from './state'

/** One page of history: messages in the order of the log, and whether there are older ones. */
export interface HistoryPage {
  readonly messages: readonly Message[]
  readonly hasMore: boolean
}

/** What the view shows now: where to load older messages from, where newer ones. */
export function bounds(log: LogState): { older: number | null; newer: number | null } {
  const shown = log.detached ?? log.latest
  return {
    older: shown?.hasOlder === true ? shown.from : null,
    newer: log.detached?.to ?? null,
  }
}

/** Puts a page in front of what is in view. `before` is what it was asked with. */
export function extendOlder(log: LogState, page: HistoryPage, before: number): LogState {
  const messages = mergeAll(log.messages, page.messages)
  const first = page.messages[0]?.seq
  const hasOlder = page.hasMore && first !== undefined
  const stretch = { from: hasOlder ? first : 0, hasOlder }
  // What is in view may have changed while the page was on its way.
  if (log.detached?.from === before)
    return joined({ ...log, messages, detached: { ...log.detached, ...stretch } })
  if (log.latest?.from === before) return joined({ ...log, messages, latest: stretch })
  return { ...log, messages }
}

/** Shows a page from anywhere in the history. */
export function showAround(log: LogState, page: HistoryPage): LogState {
  const first = page.messages[0]
  const last = page.messages.at(-1)
  if (first === undefined || last === undefined) return log
  const messages = mergeAll(log.messages, page.messages)
  const from = page.hasMore ? first.seq : 0
  return joined({ ...log, messages, detached: { from, to: last.seq, hasOlder: page.hasMore } })
}

/** Puts a page from around the last number in view behind it. */
export function extendNewer(log: LogState, page: HistoryPage, after: number): LogState {
  const messages = mergeAll(log.messages, page.messages)
  const { detached } = log
  const last = page.messages.at(-1)?.seq
  const overlaps = page.messages.some(({ seq }) => seq <= after)
  if (detached?.to !== after || last === undefined || !overlaps) return { ...log, messages }
  return joined({ ...log, messages, detached: { ...detached, to: Math.max(last, after) } })
}

export function showLatest(log: LogState): LogState {
  return log.detached === null ? log : { ...log, detached: null }
}

/** Whether a number is in what is held towards the newest message. */
export function isInLatest(log: LogState, seq: number): boolean {
  return log.latest !== null && seq >= log.latest.from
}

/** A detached stretch that has reached the latest one becomes part of it. */
function joined(log: LogState): LogState {
  const { latest, detached } = log
  if (latest === null || detached === null || detached.to < latest.from) return log
  const older = detached.from <= latest.from ? detached : latest
  return { ...log, latest: { from: older.from, hasOlder: older.hasOlder }, detached: null }
}
