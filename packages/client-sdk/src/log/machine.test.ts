import type { CatchUpPage, Message } from '@otsy/protocol'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { advance, type LogEvent } from './machine'
import { anchorOf, emptyLog, isBehind, messagesInView, type Change, type LogState } from './state'

const message = (seq: number, changed = seq, content = `v${changed}`): Message => ({
  id: `m${seq}`,
  chat_id: 'chat',
  seq,
  changed_seq: changed,
  sender_id: 'someone',
  sender_role: 'user',
  type: 'text',
  content,
  created_at: '2026-01-01T00:00:00.000Z',
})

const page = (
  [from, to]: readonly [number, number],
  messages: Message[],
  rest: Partial<CatchUpPage> = {},
) =>
  ({
    type: 'caught_up',
    page: { from, to, messages, head_seq: to, hasMore: false, complete: true, ...rest },
  }) as const

const live = (told: Message) => ({ type: 'live', message: told }) as const

function run(events: readonly LogEvent[], from: LogState = emptyLog) {
  const changes: Change[] = []
  const log = events.reduce((before, event) => {
    const next = advance(before, event)
    changes.push(...next.changes)
    return next.log
  }, from)
  return { log, changes, told: changes.map(({ kind, message: m }) => `${kind} ${m.changed_seq}`) }
}

const loaded = (to: number, messages: Message[] = [], hasOlder = false) =>
  ({ type: 'loaded', messages, to, hasOlder }) as const

const contents = (log: LogState) => messagesInView(log).map(({ content }) => content)

describe('the log', () => {
  it('applies live changes that follow on the cursor, and tells of each', () => {
    const { log, told } = run([loaded(0), live(message(1)), live(message(2)), live(message(1, 3))])
    expect(log.cursor).toBe(3)
    expect(told).toEqual(['new 1', 'new 2', 'updated 3'])
    expect(contents(log)).toEqual(['v3', 'v2'])
  })

  it('drops what it has seen', () => {
    const { log, told } = run([loaded(0), live(message(1)), live(message(1))])
    expect(told).toEqual(['new 1'])
    expect(advance(log, live(message(1))).log).toBe(log)
  })

  it('keeps what lies beyond a hole until the hole is filled, and never moves over it', () => {
    const { log, told } = run([loaded(0), live(message(3)), live(message(2))])
    expect(log.cursor).toBe(0)
    expect(isBehind(log)).toBe(true)
    expect(contents(log)).toEqual([])
    expect(told).toEqual([])
    const healed = run([live(message(1))], log)
    expect(healed.told).toEqual(['new 1', 'new 2', 'new 3'])
    expect(isBehind(healed.log)).toBe(false)
  })

  it('moves to the end of a catch-up page, not to its last row', () => {
    const { log, told } = run([loaded(2, [message(1), message(2)]), page([2, 5], [message(1, 4)])])
    expect(log.cursor).toBe(5)
    expect(told).toEqual(['updated 4'])
  })

  it('tells of a page’s changes in the order of the log', () => {
    const { told } = run([
      loaded(1, [message(1)]),
      page([1, 5], [message(1, 5), message(2, 4), message(3)]),
    ])
    expect(told).toEqual(['new 3', 'new 4', 'updated 5'])
  })

  it('does not take a page that begins after the cursor', () => {
    const { log } = run([loaded(1, [message(1)]), page([3, 9], [message(9)])])
    expect(log.cursor).toBe(1)
    expect(contents(log)).toEqual(['v1'])
  })

  it('forgets everything when the server can’t tell what was missed', () => {
    const { log } = run([loaded(1, [message(1)]), page([1, 1], [], { complete: false })])
    expect(log).toBe(emptyLog)
  })

  it('does not let an older state undo a newer one, also of a message it does not show', () => {
    const start = loaded(10, [message(9), message(10)], true)
    const { log } = run([start, live(message(3, 11)), { type: 'learned', messages: [message(3)] }])
    expect(log.messages.get('m3')?.changed_seq).toBe(11)
    expect(contents(log)).toEqual(['v9', 'v10'])
  })

  it('shows an answer at once and leaves the cursor to the live event', () => {
    const { log } = run([loaded(0), { type: 'learned', messages: [message(2)] }])
    expect(contents(log)).toEqual(['v2'])
    expect(log.cursor).toBe(0)
    expect(run([live(message(1)), live(message(2))], log).told).toEqual(['new 1', 'new 2'])
  })

  it('keeps live events that come before anything is loaded', () => {
    const { log, told } = run([
      live(message(3)),
      live(message(2)),
      loaded(2, [message(1), message(2)]),
    ])
    expect(log.cursor).toBe(3)
    expect(told).toEqual(['new 3'])
  })

  it('knows from elsewhere that something is missing', () => {
    const { log } = run([loaded(1, [message(1)]), { type: 'head', seq: 2 }])
    expect(isBehind(log)).toBe(true)
  })

  it('proves its cursor by the newest message the cursor covers', () => {
    const { log } = run([
      loaded(2, [message(1), message(2)]),
      { type: 'learned', messages: [message(4)] },
    ])
    expect(anchorOf(log)).toBe('m2')
    expect(anchorOf(emptyLog)).toBeNull()
  })

  it('keeps when a message was read, which is not numbered', () => {
    const at = '2026-01-02T00:00:00.000Z'
    const { log } = run([
      loaded(1, [message(1)]),
      { type: 'read', ids: ['m1', 'unknown'], at },
      live(message(1, 2)),
    ])
    expect(log.messages.get('m1')).toMatchObject({ read_at: at, changed_seq: 2 })
  })

  it('ends with the server’s state and tells each change once, whatever the network does', () => {
    fc.assert(
      fc.property(history(), fc.infiniteStream(fc.nat()), ({ changes, losses }, order) => {
        const server = (to: number) => {
          const latest = new Map<number, Message>()
          for (const change of changes.slice(0, to)) latest.set(change.seq, change)
          return latest
        }
        const pick = () => Number(order.next().value)
        let log = run([loaded(0)]).log
        const told: Change[] = []
        const apply = (event: LogEvent) => {
          const next = advance(log, event)
          if (log.cursor !== null && next.log.cursor !== null) {
            expect(next.log.cursor).toBeGreaterThanOrEqual(log.cursor)
          }
          log = next.log
          told.push(...next.changes)
        }
        // Some events are lost, some come twice, and neighbours overtake each other.
        const deliveries = changes.flatMap((change, i) => {
          const loss = losses[i] ?? 0
          return loss === 0 ? [] : loss === 1 ? [change, change] : [change]
        })
        for (let i = 0; i + 1 < deliveries.length; i++) {
          const [a, b] = [deliveries[i], deliveries[i + 1]]
          if (pick() % 3 === 0 && a !== undefined && b !== undefined) {
            deliveries[i] = b
            deliveries[i + 1] = a
          }
        }
        const catchUp = (to: number) => {
          const from = log.cursor ?? 0
          const messages = [...server(to).values()].filter((one) => one.changed_seq > from)
          apply(page([from, Math.max(from, to)], messages, { head_seq: to }))
        }
        for (const change of deliveries) {
          apply(live(change))
          if (pick() % 4 === 0) catchUp(change.changed_seq)
        }
        catchUp(changes.length)
        expect(isBehind(log)).toBe(false)
        const final = [...server(changes.length).values()].sort((a, b) => a.seq - b.seq)
        expect(messagesInView(log)).toEqual(final)
        const numbers = told.map((change) => change.message.changed_seq)
        expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
      }),
    )
  })
})

/** A chat's changes in order (some are edits of earlier messages), and what the network does to each. */
function history() {
  return fc
    .array(fc.tuple(fc.nat(), fc.nat({ max: 4 })), { minLength: 1, maxLength: 40 })
    .map((steps) => {
      const births: number[] = []
      const changes = steps.map(([edit], i) => {
        const target = edit % 3 === 0 ? births[edit % Math.max(1, births.length)] : undefined
        if (target === undefined) births.push(i + 1)
        return message(target ?? i + 1, i + 1)
      })
      return { changes, losses: steps.map(([, loss]) => loss) }
    })
}
