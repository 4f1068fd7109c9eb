import type { Message } from '@otsy/protocol'
import type { HistoryEvent, Violation } from './events'
import { eventsOf, type Rule } from './rules-of-store'

/** G4: what an app or REST shows as whole has no hole and shows the final state. */
export const wholeAtTheEnd: Rule = ({ stored, shown, read, events }) => {
  const chats = new Map(stored.map((chat) => [chat.id, chat]))
  const views = [
    ...shown.filter(({ isReady }) => isReady),
    ...read.map((view) => ({ ...view, device: `REST of ${view.person}`, from: 0 })),
  ]
  for (const { device, person, chat: id, messages, from } of views) {
    const chat = chats.get(id)
    const member = chat?.members.find((one) => one.person === person)
    if (chat === undefined || member === undefined) continue
    const first = Math.max(from, member.visibleFrom)
    const due = chat.messages.filter(({ seq }) => seq >= first)
    const held = new Map(messages.map((message) => [message.id, message]))
    for (const message of due) {
      const copy = held.get(message.id)
      if (copy !== undefined && sameState(copy, message)) continue
      const fault = copy === undefined ? 'is missing' : `is shown as of ${copy.changed_seq}`
      const what = `${device}: ${id} ${message.seq} (${message.changed_seq}) ${fault}`
      return { promise: 'G4', what, trace: about(events, device, message) }
    }
    const order = messages.map(({ seq }) => seq)
    if (order.some((seq, i) => seq <= (order[i - 1] ?? 0)))
      return { promise: 'G4', what: `${device}: ${id} is shown out of order`, trace: [] }
    const extra = messages.find(({ id: own }) => !chat.messages.some((one) => one.id === own))
    if (extra !== undefined)
      return { promise: 'G4', what: `${device}: ${id} ${extra.seq} is in no store`, trace: [] }
  }
  return null
}

/** G5: an app sees each change once and in order. */
export const onceInOrder: Rule = ({ events }) => {
  const last = new Map<string, Extract<HistoryEvent, { type: 'seen' }>>()
  const born = new Set<string>()
  for (const event of events) {
    if (event.type === 'reset') {
      last.delete(`${event.device} ${event.chat}`)
      for (const name of born)
        if (name.startsWith(`${event.device} ${event.chat} `)) born.delete(name)
    }
    if (event.type !== 'seen') continue
    const line = `${event.device} ${event.chat}`
    const before = last.get(line)
    const seq = event.message.changed_seq
    last.set(line, event)
    if (before !== undefined && seq <= before.message.changed_seq) {
      const what = `${line}: saw ${seq} after ${before.message.changed_seq}`
      return { promise: 'G5', what, trace: [before, event] }
    }
    const name = `${line} ${event.message.id}`
    if (event.kind === 'new' && born.has(name))
      return { promise: 'G5', what: `${line}: saw ${seq} as new twice`, trace: [event] }
    born.add(name)
  }
  return null
}

/** G6: cursors move forward and not past the head; counts are what the messages say. */
export const readsForward: Rule = (history) => {
  const seen = new Map<string, Extract<HistoryEvent, { type: 'read' }>>()
  for (const event of eventsOf(history, 'read')) {
    const line = `${event.device} ${event.chat} ${event.person}`
    const before = seen.get(line)
    seen.set(line, event)
    if (before !== undefined && event.readSeq < before.readSeq) {
      const what = `${line}: read cursor went from ${before.readSeq} back to ${event.readSeq}`
      return { promise: 'G6', what, trace: [before, event] }
    }
  }
  for (const { id, head, members } of history.stored) {
    for (const { person, readSeq, unread, countedUnread } of members) {
      const name = `${id} ${person}`
      if (readSeq > head)
        return { promise: 'G6', what: `${name}: read ${readSeq} of ${head}`, trace: [] }
      if (unread !== countedUnread)
        return { promise: 'G6', what: `${name}: ${unread} unread, not ${countedUnread}`, trace: [] }
    }
  }
  return null
}

/** G7: who watches over a good connection has a change within one head check of its commit. */
export const inTime: Rule = (history) => {
  const { events, withinMs } = history
  const ends = events.at(-1)?.at ?? 0
  const watching = new Map<string, Extract<HistoryEvent, { type: 'watching' | 'away' }>>()
  for (const [index, event] of events.entries()) {
    const line = 'device' in event && 'chat' in event ? `${event.device} ${event.chat}` : ''
    if (event.type === 'watching') watching.set(line, event)
    if (event.type === 'away') watching.delete(line)
    if (event.type !== 'commit' || event.at + withinMs > ends) continue
    for (const who of watching.values()) {
      if (who.chat !== event.chat) continue
      const answer = events
        .slice(index)
        .find((later) => isAnswer(later, who.device, event.message) || isAwayOf(later, who))
      if (answer !== undefined && answer.at <= event.at + withinMs) continue
      const what = `${who.device}: ${event.chat} ${event.message.changed_seq} did not come in time`
      return { promise: 'G7', what, trace: [who, event] }
    }
  }
  return null
}

/** G9: what was sent ends sent or refused with a code. */
export const unsentEnds: Rule = (history) => {
  const stuck = history.shown.find(({ pending }) => pending > 0)
  if (stuck !== undefined) {
    const what = `${stuck.device}: ${stuck.pending} messages are still unsent in ${stuck.chat}`
    return { promise: 'G9', what, trace: [] }
  }
  const ended = new Set(
    history.events.flatMap((event) =>
      event.type === 'ok' || event.type === 'fail' ? event.id : [],
    ),
  )
  const open = eventsOf(history, 'invoke').find(
    ({ id, op }) => op.kind === 'send' && !ended.has(id),
  )
  if (open === undefined) return null
  const what = `${open.op.device}: a message neither sent nor refused`
  return { promise: 'G9', what, trace: [open] }
}

/** G10: nothing committed after a removal reaches who was removed. */
export const revoked: Rule = ({ events }) => {
  // For each person and chat the stretches in which they were out.
  const out = new Map<string, { from: number; to: number; event: HistoryEvent }[]>()
  for (const event of events) {
    if (event.type !== 'removed' && event.type !== 'added') continue
    const line = `${event.person} ${event.chat}`
    const stretches = out.get(line) ?? []
    out.set(line, stretches)
    const open = stretches.at(-1)
    if (event.type === 'removed') stretches.push({ from: event.seq, to: Infinity, event })
    else if (open !== undefined) open.to = event.seq
  }
  for (const event of events) {
    if (event.type !== 'seen') continue
    const removals = out.get(`${event.person} ${event.chat}`) ?? []
    const seq = event.message.changed_seq
    // Who came back may be caught up with what was meanwhile, if that is visible to them.
    const broken = removals.find(({ from, to }) => to === Infinity && seq > from)
    if (broken === undefined) continue
    const what = `${event.device}: saw ${event.chat} ${seq} after its removal at ${broken.from}`
    return { promise: 'G10', what, trace: [broken.event, event] }
  }
  return null
}

/** G8: each notification is pushed at least once unless moot, and not when it was read already. */
export const pushed: Rule = (history): Violation | null => {
  const pushes = eventsOf(history, 'push')
  const late = pushes.find(({ readSeq, seq }) => readSeq >= seq)
  if (late !== undefined)
    return { promise: 'G8', what: `${late.person}: pushed what was read`, trace: [late] }
  const done = new Set(
    pushes.map(({ notificationId, endpoint }) => `${notificationId} ${endpoint}`),
  )
  const lost = eventsOf(history, 'notify').find(
    ({ notificationId, endpoint, isMoot }) => !isMoot && !done.has(`${notificationId} ${endpoint}`),
  )
  if (lost === undefined) return null
  return { promise: 'G8', what: `${lost.person}: never pushed`, trace: [lost] }
}

function sameState(a: Message, b: Message): boolean {
  return a.changed_seq === b.changed_seq && a.content === b.content && a.deleted_at === b.deleted_at
}

function isAnswer(event: HistoryEvent, device: string, message: Message): boolean {
  if (event.type !== 'seen' || event.device !== device) return false
  return event.chat === message.chat_id && event.message.changed_seq >= message.changed_seq
}

function isAwayOf(event: HistoryEvent, who: { device: string; chat: string }): boolean {
  return event.type === 'away' && event.device === who.device && event.chat === who.chat
}

function about(events: readonly HistoryEvent[], device: string, { id }: Message): HistoryEvent[] {
  return events.filter(
    (event) =>
      'message' in event &&
      event.message?.id === id &&
      (!('device' in event) || event.device === device),
  )
}
