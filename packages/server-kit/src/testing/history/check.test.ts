import type { Message } from '@otsy/protocol'
import { describe, expect, it } from 'vitest'
import { checkHistory } from './check'
import type { History, HistoryEvent, Operation, PromiseName, ShownChat, StoredChat } from './events'

const message = (seq: number, more: Partial<Message> = {}): Message => ({
  ...{ id: `m${seq}`, chat_id: 'c', seq, changed_seq: seq, sender_id: 'ann', sender_role: 'user' },
  ...{ type: 'text', content: `text ${seq}`, client_id: `k${seq}`, created_at: '', ...more },
})
const one = message(1)
const two = message(2)
const op = (n: number): Operation => ({
  ...{ kind: 'send', chat: 'c', person: 'ann', device: 'a1' },
  ...{ clientId: `k${n}`, body: `text ${n}` },
})
const invoke = (n: number): HistoryEvent => ({ type: 'invoke', at: 0, id: n, op: op(n) })
const commit = (m: Message): HistoryEvent => ({ type: 'commit', at: 0, chat: 'c', message: m })
const ok = (m: Message): HistoryEvent => ({ type: 'ok', at: 1, id: m.seq, message: m })
const where = { device: 'b1', person: 'bob', chat: 'c' }
const seen = (m: Message, at = 1): HistoryEvent => ({
  ...{ type: 'seen', at, ...where, kind: m.seq === m.changed_seq ? 'new' : 'updated', message: m },
})
const bob = { person: 'bob', readSeq: 0, unread: 2, countedUnread: 2, visibleFrom: 0 }
const stored: StoredChat = { id: 'c', head: 2, messages: [one, two], members: [bob] }
const shown: ShownChat = { ...where, isReady: true, messages: [one, two], pending: 0, from: 0 }
const good: HistoryEvent[] = [
  ...[invoke(1), invoke(2), commit(one), ok(one), seen(one), commit(two), ok(two), seen(two)],
]

function history(events: readonly HistoryEvent[], more: Partial<History> = {}): History {
  return { events, stored: [stored], shown: [shown], read: [], withinMs: 5_000, ...more }
}
const read = (readSeq: number): HistoryEvent => ({ type: 'read', at: 2, ...where, readSeq })
const push = { endpoint: 'e', person: 'bob', notificationId: 'n' }

const broken: [PromiseName, string, History][] = [
  ['G1', 'an answer comes before the commit', history([ok(one), ...good])],
  ['G1', 'what was told of is gone', history(good, { stored: [{ ...stored, messages: [two] }] })],
  ['G2', 'a number is left out', history([commit(two)])],
  ['G2', 'the head is beyond the changes', history(good, { stored: [{ ...stored, head: 3 }] })],
  [
    'G3',
    'one key has two rows',
    history(good, { stored: [{ ...stored, messages: [one, { ...two, client_id: 'k1' }] }] }),
  ],
  [
    'G3',
    'another body is taken under one key',
    history(good.map((e) => (e.type === 'ok' ? { ...e, message: { ...one, content: 'x' } } : e))),
  ],
  ['G4', 'an app shows a hole', history(good, { shown: [{ ...shown, messages: [one] }] })],
  [
    'G4',
    'REST has an old state',
    history(good, {
      read: [{ person: 'bob', chat: 'c', messages: [one, { ...two, content: 'was' }] }],
    }),
  ],
  ['G5', 'a change is seen twice', history([...good, seen(two)])],
  ['G5', 'changes are seen in the wrong order', history([...good, seen(one)])],
  [
    'G4',
    'a member is not shown the chat',
    history(good, { shown: [{ ...shown, isReady: false }] }),
  ],
  [
    'G5',
    'an app shows what it was never told of',
    history([
      { type: 'loaded', at: 0, device: 'b1', chat: 'c', upTo: 1 },
      ...good.filter((event) => event.type !== 'seen'),
    ]),
  ],
  [
    'G6',
    'an app counts otherwise than the server',
    history(good, { shown: [{ ...shown, unread: 1 }] }),
  ],
  ['G6', 'a cursor goes back', history([...good, read(2), read(1)])],
  [
    'G6',
    'a count is wrong',
    history(good, { stored: [{ ...stored, members: [{ ...bob, unread: 1 }] }] }),
  ],
  [
    'G7',
    'a change comes too late',
    history([
      ...[invoke(1), invoke(2), commit(one), ok(one), seen(one)],
      { type: 'watching', at: 0, ...where },
      ...[commit(two), ok(two), seen(two, 6_000)],
    ]),
  ],
  [
    'G8',
    'a notification is never pushed',
    history([...good, { type: 'notify', at: 3, ...push, isMoot: false }]),
  ],
  [
    'G8',
    'what was read is pushed',
    history([...good, { type: 'push', at: 3, ...push, chat: 'c', seq: 1, readSeq: 1 }]),
  ],
  ['G9', 'a message is still unsent', history(good, { shown: [{ ...shown, pending: 1 }] })],
  ['G9', 'a send never ends', history([...good, invoke(3)])],
  [
    'G9',
    'what is stored is shown as refused',
    history(good.map((e) => (e.type === 'ok' ? { ...e, type: 'fail', code: 'internal' } : e))),
  ],
  [
    'G10',
    'a chat is shown to who is no member',
    history(good, { stored: [{ ...stored, members: [] }] }),
  ],
  [
    'G10',
    'who was removed sees what came after',
    history([{ type: 'removed', at: 0, chat: 'c', person: 'bob', seq: 1 }, ...good]),
  ],
  [
    'G11',
    'the later of two sends is stored first',
    history([
      { type: 'invoke', at: 0, id: 1, op: op(2) },
      { type: 'invoke', at: 0, id: 2, op: op(1) },
      ...[commit(one), commit(two)],
      { type: 'ok', at: 1, id: 2, message: one },
      { type: 'ok', at: 1, id: 1, message: two },
    ]),
  ],
]

describe('the history checker', () => {
  it('finds nothing in a history that keeps its promises', () => {
    expect(checkHistory(history(good))).toBeNull()
  })

  it.each(broken)('names %s when %s', (promise, _, bad) => {
    expect(checkHistory(bad)?.promise).toBe(promise)
  })

  it('does not call a change late while its watcher was away', () => {
    const away: HistoryEvent[] = [
      { type: 'watching', at: 0, ...where },
      ...[commit(one), commit(two)],
      { type: 'away', at: 3, ...where },
      seen(two, 9_000),
    ]
    expect(checkHistory(history(away))).toBeNull()
  })

  it('takes a change seen again after everything was forgotten for no repeat', () => {
    const reset: HistoryEvent = { type: 'reset', at: 2, device: 'b1', chat: 'c' }
    expect(checkHistory(history([...good, reset, seen(one), seen(two)]))).toBeNull()
  })
})
