import type { History, HistoryEvent, Violation } from './events'

type EventOf<T extends HistoryEvent['type']> = Extract<HistoryEvent, { type: T }>
export type Rule = (history: History) => Violation | null

export function eventsOf<T extends HistoryEvent['type']>(
  { events }: History,
  type: T,
): EventOf<T>[] {
  return events.filter((event): event is EventOf<T> => event.type === type)
}

const key = (chat: string, seq: number) => `${chat} ${seq}`

/** G1: nothing is acknowledged or told of before it is committed, and what was stays. */
export const durable: Rule = ({ events, stored }) => {
  const committed = new Set<string>()
  const kept = new Set(stored.flatMap(({ messages }) => messages.map(({ id }) => id)))
  for (const event of events) {
    if (event.type === 'commit') committed.add(key(event.chat, event.message.changed_seq))
    if ((event.type !== 'ok' && event.type !== 'seen') || event.message === undefined) continue
    const { chat_id: chat, changed_seq: seq, id } = event.message
    const verb = event.type === 'ok' ? 'acknowledged' : 'told of'
    const trace = [event]
    if (!committed.has(key(chat, seq)))
      return { promise: 'G1', what: `${chat} ${seq} was ${verb} before it was committed`, trace }
    if (!kept.has(id))
      return { promise: 'G1', what: `${chat} ${seq} was ${verb} and is not in the store`, trace }
  }
  return null
}

/** G2: the numbers of a chat's changes run 1..head without a hole, in commit order. */
export const gapless: Rule = (history) => {
  const next = new Map<string, number>()
  for (const event of eventsOf(history, 'commit')) {
    const expected = (next.get(event.chat) ?? 0) + 1
    const { changed_seq: seq } = event.message
    next.set(event.chat, seq)
    if (seq !== expected)
      return {
        promise: 'G2',
        what: `${event.chat}: ${seq} follows ${expected - 1}`,
        trace: [event],
      }
  }
  for (const { id, head, messages } of history.stored) {
    const committed = next.get(id) ?? 0
    if (committed !== head)
      return { promise: 'G2', what: `${id}: head is ${head} after change ${committed}`, trace: [] }
    const seqs = new Set(messages.map(({ changed_seq }) => changed_seq))
    if (seqs.size !== messages.length)
      return { promise: 'G2', what: `${id}: two messages have one number`, trace: [] }
  }
  return null
}

/** G3: one row for one key; every answer under it says the same. */
export const once: Rule = (history) => {
  const rows = new Map<string, string>()
  for (const { messages } of history.stored) {
    for (const { client_id, chat_id, sender_id, id } of messages) {
      if (client_id === undefined) continue
      const name = `${chat_id} ${sender_id} ${client_id}`
      if (rows.has(name)) return { promise: 'G3', what: `${name} is stored twice`, trace: [] }
      rows.set(name, id)
    }
  }
  const answers = new Map<string, EventOf<'ok'>>()
  const asked = new Map(eventsOf(history, 'invoke').map((event) => [event.id, event]))
  for (const event of eventsOf(history, 'ok')) {
    const invoke = asked.get(event.id)
    if (invoke?.op.kind !== 'send' || event.message === undefined) continue
    const { chat, person, clientId, body } = invoke.op
    const name = `${chat} ${person} ${clientId}`
    const other = answers.get(name)
    answers.set(name, event)
    const trace = other === undefined ? [invoke, event] : [other, invoke, event]
    if (other !== undefined && other.message?.seq !== event.message.seq)
      return { promise: 'G3', what: `${name} was answered with two numbers`, trace }
    if (event.message.edited_at === undefined && event.message.deleted_at === undefined)
      if (body !== undefined && event.message.content !== body)
        return { promise: 'G3', what: `${name} was taken with another body`, trace }
  }
  return null
}

/** G11: sends of one device to one chat are stored in the order they were sent. */
export const senderOrder: Rule = (history) => {
  const last = new Map<string, EventOf<'invoke'>>()
  const seqs = new Map<string, number>()
  for (const { message } of eventsOf(history, 'commit')) {
    if (message.client_id !== undefined && message.seq === message.changed_seq)
      seqs.set(`${message.chat_id} ${message.sender_id} ${message.client_id}`, message.seq)
  }
  const seqOf = ({ op }: EventOf<'invoke'>) => seqs.get(`${op.chat} ${op.person} ${op.clientId}`)
  for (const event of eventsOf(history, 'invoke')) {
    if (event.op.kind !== 'send' || seqOf(event) === undefined) continue
    const line = `${event.op.device} ${event.op.chat}`
    const before = last.get(line)
    last.set(line, event)
    if (before === undefined || before.op.clientId === event.op.clientId) continue
    const [first = 0, second = 0] = [seqOf(before), seqOf(event)]
    if (second < first) {
      const what = `${line}: sent later, stored as ${second} before ${first}`
      return { promise: 'G11', what, trace: [before, event] }
    }
  }
  return null
}
