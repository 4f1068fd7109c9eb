import type { Message } from '@otsy/protocol'
import type { History, HistoryEvent, Violation } from './events'
import { eventsOf, type Rule } from './rules-of-store'

/** G4: what an app or REST shows as whole has no hole and shows the final state. */
export const wholeAtTheEnd: Rule = ({ stored, shown, read, events }) => {
  const chats = new Map(stored.map((chat) => [chat.id, chat]))
  for (const { device, person, chat: id, isReady, mayBeStale } of shown) {
    const isMember = chats.get(id)?.members.some((one) => one.person === person) === true
    if (isMember && !isReady)
      return { promise: 'G4', what: `${device}: a member is not shown ${id}`, trace: [] }
    if (!isMember && isReady && mayBeStale !== true)
      return { promise: 'G10', what: `${device}: ${id} is shown to no member of it`, trace: [] }
  }
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

/** G5: an app is told of whatever it shows that was not there when it began to show the chat. */
export const toldOfAll: Rule = ({ events, stored, shown }) => {
  const loaded = new Map<string, number>()
  const told = new Set<string>()
  for (const event of events) {
    if (event.type === 'loaded') loaded.set(`${event.device} ${event.chat}`, event.upTo)
    if (event.type === 'seen')
      told.add(`${event.device} ${event.chat} ${event.message.changed_seq}`)
  }
  const chats = new Map(stored.map((chat) => [chat.id, chat]))
  for (const { device, person, chat, isReady, from } of shown) {
    const upTo = loaded.get(`${device} ${chat}`)
    const now = chats.get(chat)
    const isMember = now?.members.some((one) => one.person === person) === true
    if (!isReady || !isMember || upTo === undefined) continue
    for (const message of now?.messages ?? []) {
      const { seq, changed_seq: change } = message
      if (seq < from || change <= upTo || told.has(`${device} ${chat} ${change}`)) continue
      const what = `${device}: was never told of ${chat} ${seq} (${change})`
      return { promise: 'G5', what, trace: about(events, device, message) }
    }
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
  const members = history.stored.flatMap(({ id, members: all }) =>
    all.map((member) => ({ ...member, id })),
  )
  for (const { device, person, chat, unread } of history.shown) {
    const member = members.find((one) => one.id === chat && one.person === person)
    if (unread === undefined || member === undefined || unread === member.unread) continue
    const what = `${device}: ${chat} shows ${unread} unread, not ${member.unread}`
    return { promise: 'G6', what, trace: [] }
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
  if (open !== undefined) {
    const what = `${open.op.device}: a message neither sent nor refused`
    return { promise: 'G9', what, trace: [open] }
  }
  return refusedButStored(history)
}

/** What an app shows as refused is in no store. Only to who was removed meanwhile nothing is said of it. */
function refusedButStored(history: History): Violation | null {
  const stored = new Set(
    history.stored.flatMap(({ messages }) =>
      messages.map(({ chat_id, sender_id, client_id }) => `${chat_id} ${sender_id} ${client_id}`),
    ),
  )
  const asked = new Map(eventsOf(history, 'invoke').map((event) => [event.id, event]))
  for (const event of eventsOf(history, 'fail')) {
    const invoke = asked.get(event.id)
    if (invoke?.op.kind !== 'send' || event.code === 'not_found') continue
    const { chat, person, clientId, device } = invoke.op
    if (!stored.has(`${chat} ${person} ${clientId}`)) continue
    const what = `${device}: ${clientId} is shown as refused (${event.code}) and is stored`
    return { promise: 'G9', what, trace: [invoke, event] }
  }
  return null
}

/** G10: while somebody is out, nothing reaches them that was committed after their removal. */
export const revoked: Rule = ({ events }) => {
  const out = new Map<string, Extract<HistoryEvent, { type: 'removed' | 'added' }>>()
  for (const event of events) {
    if (event.type === 'removed') out.set(`${event.person} ${event.chat}`, event)
    if (event.type === 'added') out.delete(`${event.person} ${event.chat}`)
    if (event.type !== 'seen') continue
    const removal = out.get(`${event.person} ${event.chat}`)
    const seq = event.message.changed_seq
    if (removal === undefined || seq <= removal.seq) continue
    const what = `${event.device}: saw ${event.chat} ${seq} after its removal at ${removal.seq}`
    return { promise: 'G10', what, trace: [removal, event] }
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
  const said = ({ changed_seq, content, deleted_at, reactions }: Message) =>
    JSON.stringify([changed_seq, content, deleted_at, reactions ?? []])
  return said(a) === said(b)
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
