import type { Message } from '@otsy/protocol'

/** A stretch of messages, by the numbers they were born with, that is held without a hole. */
export interface Stretch {
  readonly from: number
  /** Whether there are messages before `from`. */
  readonly hasOlder: boolean
}

/** A stretch that does not reach the newest message. */
export interface DetachedStretch extends Stretch {
  readonly to: number
}

/** What is held of one chat's log. */
export interface LogState {
  /** Every change up to this number has been seen; null: nothing is loaded. */
  readonly cursor: number | null
  /** The highest number the server is known to have given. */
  readonly head: number
  /**
   * The latest known state of messages, by id; also of some outside the stretches, so that an old
   * page on its way can't undo what is known already.
   */
  readonly messages: ReadonlyMap<string, Message>
  /** Live changes beyond a hole, by their number. */
  readonly ahead: ReadonlyMap<number, Message>
  /** From here to the newest message; null: nothing is loaded. */
  readonly latest: Stretch | null
  /** A stretch in the past that is being looked at. */
  readonly detached: DetachedStretch | null
}

export const emptyLog: LogState = {
  cursor: null,
  head: 0,
  messages: new Map(),
  ahead: new Map(),
  latest: null,
  detached: null,
}

/** One change as the app is told of it: each once, in the order of the log. */
export interface Change {
  readonly kind: 'new' | 'updated'
  readonly message: Message
}

export interface LogStep {
  readonly log: LogState
  readonly changes: readonly Change[]
}

/** Whether changes are known to be missing, so that a catch-up is due. */
export function isBehind(log: LogState): boolean {
  return log.cursor !== null && (log.ahead.size > 0 || log.head > log.cursor)
}

/** The id of the newest message held that the cursor covers: proof that it is the same log. */
export function anchorOf(log: LogState): string | null {
  let newest: Message | null = null
  for (const message of log.messages.values()) {
    if (message.seq <= (log.cursor ?? -1) && message.seq > (newest?.seq ?? -1)) newest = message
  }
  return newest?.id ?? null
}

/** The messages in view, oldest first, without a hole. */
export function messagesInView(log: LogState): Message[] {
  const { latest, detached } = log
  const from = detached?.from ?? latest?.from ?? 0
  const to = detached?.to ?? Infinity
  const inView: Message[] = []
  for (const message of log.messages.values()) {
    if (message.seq >= from && message.seq <= to) inView.push(message)
  }
  return inView.sort((a, b) => a.seq - b.seq)
}
