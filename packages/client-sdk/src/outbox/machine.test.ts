import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OtsyError } from '../error'
import type { OutboxEntry } from './entry'
import { advanceOutbox, dueItems, nextDueAt, queuedItem, type OutboxState } from './machine'
import { transitions, type OutboxMove, type OutboxOutcome, type OutboxStatus } from './transitions'

const entry = (clientId: string, chatId = 'chat'): OutboxEntry => ({
  clientId,
  chatId,
  draft: { content: clientId },
  createdAt: '2026-01-01T00:00:00.000Z',
  readSeq: 0,
  refusal: null,
})
const filled = (...entries: OutboxEntry[]): OutboxState => entries.map(queuedItem)
const move = (clientId: string, kind: OutboxMove, rest: { notBefore?: number } = {}) =>
  ({ type: 'moved', clientId, move: kind, error: new OtsyError('overloaded'), ...rest }) as const
const ids = (state: OutboxState) => state.map((item) => item.entry.clientId)
const due = (state: OutboxState, now = 0) => ids(dueItems(state, now))

const STATUSES = ['queued', 'sending', 'failed'] as const
const MOVES = ['take', 'stored', 'deferred', 'refused', 'lost', 'retry', 'discard'] as const

/** In the order of MOVES; `-`: it means nothing. */
const leads: { readonly [S in OutboxStatus]: string } = {
  queued: 'sending gone - - - - gone',
  sending: '- gone queued failed queued - -',
  failed: '- gone - - - queued gone',
}

describe('an unsent message', () => {
  const cells = STATUSES.flatMap((status) =>
    leads[status].split(' ').map((to, i) => [status, MOVES[i] ?? 'take', to] as const),
  )
  it.each(cells)('that is %s, on %s, becomes %s', (status, kind, to) => {
    const outcome: OutboxOutcome = to === '-' ? null : (to as OutboxStatus | 'gone')
    expect(transitions[status][kind]).toBe(outcome)
    const state = [{ ...queuedItem(entry('a')), status }]
    const next = advanceOutbox(state, move('a', kind))
    if (outcome === null) expect(next).toBe(state)
    else expect(next.map((item) => item.status)).toEqual(outcome === 'gone' ? [] : [outcome])
  })

  it('is not there twice', () => {
    const state = filled(entry('a'))
    expect(advanceOutbox(state, { type: 'added', entry: entry('a') })).toBe(state)
  })

  it('starts anew when it is retried', () => {
    const error = new OtsyError('chat_closed')
    const failed = [{ ...queuedItem(entry('a')), status: 'failed', attempts: 4, error } as const]
    expect(advanceOutbox(failed, move('a', 'retry'))).toEqual(filled(entry('a')))
  })
})

describe('the outbox', () => {
  it('hands over one message of a chat at a time, and chats side by side', () => {
    const state = filled(entry('a1', 'a'), entry('a2', 'a'), entry('b1', 'b'))
    expect(due(state)).toEqual(['a1', 'b1'])
    const taken = advanceOutbox(state, move('a1', 'take'))
    expect(due(taken)).toEqual(['b1'])
    expect(due(advanceOutbox(taken, move('a1', 'stored')))).toEqual(['a2', 'b1'])
  })

  it('holds the chat back while its first message waits, and says until when', () => {
    const state = advanceOutbox(filled(entry('a1', 'a'), entry('a2', 'a')), move('a1', 'take'))
    const waiting = advanceOutbox(state, move('a1', 'deferred', { notBefore: 500 }))
    expect(due(waiting, 499)).toEqual([])
    expect(nextDueAt(waiting, 499)).toBe(500)
    expect(due(waiting, 500)).toEqual(['a1'])
    expect(nextDueAt(waiting, 500)).toBeNull()
  })

  it('goes on to the next one after one failed for good', () => {
    const state = advanceOutbox(filled(entry('a1'), entry('a2')), move('a1', 'take'))
    expect(due(advanceOutbox(state, move('a1', 'refused')))).toEqual(['a2'])
  })

  it('takes over what another tab did, and keeps what this one is doing', () => {
    const mine = advanceOutbox(filled(entry('a'), entry('gone')), move('a', 'take'))
    const failed = { ...queuedItem(entry('b')), status: 'failed' } as const
    const restored = advanceOutbox(mine, {
      type: 'restored',
      items: [...filled(entry('a')), failed],
    })
    expect(restored.map(({ entry: { clientId }, status }) => [clientId, status])).toEqual([
      ['a', 'sending'],
      ['b', 'failed'],
    ])
    const retried = advanceOutbox(restored, { type: 'restored', items: filled(entry('b')) })
    expect(retried.map(({ status }) => status)).toEqual(['queued'])
  })

  it('stores every message of a chat in the order sent, whatever goes wrong', () => {
    const outcomes = fc.array(fc.constantFrom('stored', 'deferred', 'lost', 'lost_but_stored'), {
      maxLength: 60,
    })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), outcomes, (count, faults) => {
        const sent = Array.from({ length: count }, (_, i) => `m${i}`)
        let state: OutboxState = filled(...sent.map((id) => entry(id)))
        const stored: string[] = []
        const store = (id: string) => {
          // The server knows the key.
          if (!stored.includes(id)) stored.push(id)
        }
        for (const fault of [...faults, ...Array<'stored'>(count * 2).fill('stored')]) {
          const [item, ...others] = dueItems(state, Infinity)
          if (item === undefined) break
          expect(others).toEqual([])
          const { clientId } = item.entry
          state = advanceOutbox(state, move(clientId, 'take'))
          if (fault === 'stored' || fault === 'lost_but_stored') store(clientId)
          const seen = fault === 'lost_but_stored' ? 'lost' : fault
          state = advanceOutbox(state, move(clientId, seen))
        }
        expect(stored).toEqual(sent)
        expect(state).toEqual([])
      }),
    )
  })
})
