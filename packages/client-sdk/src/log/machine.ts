import type { CatchUpPage, Message } from '@otsy/protocol'
import { mergeAll } from './merge'
import { emptyLog, type Change, type LogState, type LogStep } from './state'

export type LogEvent =
  /** A change as it came over the socket. */
  | { readonly type: 'live'; readonly message: Message }
  /** A message's state from an answer to a request: true, but it proves nothing about those before. */
  | { readonly type: 'learned'; readonly messages: readonly Message[] }
  /** The newest messages at number `to`; the beginning of everything. */
  | {
      readonly type: 'loaded'
      readonly messages: readonly Message[]
      readonly to: number
      readonly hasOlder: boolean
    }
  | { readonly type: 'caught_up'; readonly page: CatchUpPage }
  /** The server's head, heard of elsewhere. */
  | { readonly type: 'head'; readonly seq: number }
  | { readonly type: 'read'; readonly ids: readonly string[]; readonly at: string }
  /** What is held is not of this log any more. */
  | { readonly type: 'forget' }

/** Pure. The same state comes back when nothing changed. */
export function advance(log: LogState, event: LogEvent): LogStep {
  switch (event.type) {
    case 'live':
      return live(log, event.message)
    case 'learned':
      return quiet({ ...log, messages: mergeAll(log.messages, event.messages) }, log)
    case 'loaded':
      return loaded(log, event)
    case 'caught_up':
      return caughtUp(log, event.page)
    case 'head':
      return quiet({ ...log, head: Math.max(log.head, event.seq) }, log)
    case 'read':
      return quiet({ ...log, messages: markRead(log.messages, event) }, log)
    case 'forget':
      return { log: emptyLog, changes: [] }
  }
}

function quiet(next: LogState, before: LogState): LogStep {
  const same = next.messages === before.messages && next.head === before.head
  return { log: same ? before : next, changes: [] }
}

function live(log: LogState, message: Message): LogStep {
  const { changed_seq } = message
  const head = Math.max(log.head, changed_seq)
  // Seen already. It may still be news to a log that never held the message.
  if (log.cursor !== null && changed_seq <= log.cursor) return { log, changes: [] }
  const ahead = new Map(log.ahead).set(changed_seq, message)
  return drain({ ...log, head, ahead })
}

/** Takes over everything that follows on the cursor without a hole. */
function drain(log: LogState): LogStep {
  if (log.cursor === null) return { log, changes: [] }
  const ahead = new Map(log.ahead)
  const applied: Message[] = []
  let cursor = log.cursor
  for (const seq of ahead.keys()) if (seq <= cursor) ahead.delete(seq)
  for (let next = ahead.get(cursor + 1); next !== undefined; next = ahead.get(cursor + 1)) {
    applied.push(next)
    ahead.delete(++cursor)
  }
  const messages = mergeAll(log.messages, applied)
  return {
    log: { ...log, cursor, messages, ahead, head: Math.max(log.head, cursor) },
    changes: applied.map((message) => changeOf(message, message.seq === message.changed_seq)),
  }
}

function changeOf(message: Message, isNew: boolean): Change {
  return { kind: isNew ? 'new' : 'updated', message }
}

function loaded(
  log: LogState,
  { messages, to, hasOlder }: Extract<LogEvent, { type: 'loaded' }>,
): LogStep {
  const from = messages.reduce((least, { seq }) => Math.min(least, seq), Infinity)
  return drain({
    ...log,
    cursor: to,
    head: Math.max(log.head, to),
    messages: mergeAll(log.messages, messages),
    latest: { from: hasOlder && from !== Infinity ? from : 0, hasOlder },
    detached: null,
  })
}

function caughtUp(log: LogState, page: CatchUpPage): LogStep {
  if (!page.complete) return { log: emptyLog, changes: [] }
  // A page that begins after the cursor would jump over a hole.
  if (log.cursor === null || page.from > log.cursor) return { log, changes: [] }
  const before = log.cursor
  const fresh = page.messages
    .filter((message) => message.changed_seq > before)
    .sort((a, b) => a.changed_seq - b.changed_seq)
  const messages = mergeAll(log.messages, page.messages)
  const drained = drain({
    ...log,
    messages,
    cursor: Math.max(before, page.to),
    head: Math.max(log.head, page.head_seq),
  })
  const changes = fresh.map((message) => changeOf(message, message.seq > before))
  return { log: drained.log, changes: [...changes, ...drained.changes] }
}

function markRead(
  held: ReadonlyMap<string, Message>,
  { ids, at }: Extract<LogEvent, { type: 'read' }>,
): ReadonlyMap<string, Message> {
  const read: Message[] = []
  for (const id of ids) {
    const message = held.get(id)
    if (message !== undefined && message.read_at === undefined) {
      read.push({ ...message, read_at: at })
    }
  }
  return mergeAll(held, read)
}
