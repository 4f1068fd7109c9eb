import { describe, expect, it } from 'vitest'
import { storedMessage } from '../../test/support/message'
import { OtsyError } from '../error'
import { queuedItem } from '../outbox/machine'
import { buildRows, type RowSource } from './rows'

const me = { userId: 'me', role: 'user' } as const
const unsent = (clientId: string) =>
  queuedItem({
    clientId,
    chatId: 'chat',
    draft: { content: 'unsent' },
    createdAt: '2026-01-01T00:00:00.000Z',
    readSeq: 0,
    refusal: null,
  })
const source = (given: Partial<RowSource> = {}): RowSource => ({
  me,
  messages: [],
  unsent: [],
  reads: {},
  ...given,
})

describe('the rows of a chat', () => {
  it('are what is stored, then what is not yet', () => {
    const rows = buildRows(
      [],
      source({ messages: [storedMessage({ seq: 1 })], unsent: [unsent('a')] }),
    )
    expect(rows.map(({ key, delivery, mine }) => [key, delivery, mine])).toEqual([
      ['m1', 'sent', false],
      ['a', 'queued', true],
    ])
    expect(rows[1]?.message).toMatchObject({ id: 'a', seq: null, sender_id: 'me', type: 'text' })
  })

  it('keep the key of a message of one’s own once it is stored, and show it once', () => {
    const messages = [storedMessage({ seq: 1, sender_id: 'me', client_id: 'a' })]
    const rows = buildRows([], source({ messages, unsent: [unsent('a')] }))
    expect(rows.map(({ key, delivery }) => [key, delivery])).toEqual([['a', 'sent']])
  })

  it('do not take another’s key for one’s own', () => {
    const messages = [storedMessage({ seq: 1, sender_id: 'other', client_id: 'a' })]
    const rows = buildRows([], source({ messages, unsent: [unsent('a')] }))
    expect(rows.map(({ key }) => key)).toEqual(['m1', 'a'])
  })

  it('say who of the others has read them', () => {
    const messages = [1, 2].map((seq) => storedMessage({ seq, sender_id: 'me' }))
    const rows = buildRows([], source({ messages, reads: { other: 1, third: 2 } }))
    expect(rows.map(({ readBy }) => readBy)).toEqual([['other', 'third'], ['third']])
  })

  it('are the same objects, in the same list, when nothing changed', () => {
    const messages = [storedMessage({ seq: 1 }), storedMessage({ seq: 2 })]
    const items = [unsent('a')]
    const before = buildRows([], source({ messages, unsent: items }))
    expect(buildRows(before, source({ messages, unsent: items }))).toBe(before)
    const after = buildRows(before, source({ messages: [...messages, storedMessage({ seq: 3 })] }))
    expect(after[0]).toBe(before[0])
    expect(after).toHaveLength(3)
  })

  it('change when delivery fails, and say why', () => {
    const item = unsent('a')
    const before = buildRows([], source({ unsent: [item] }))
    const error = new OtsyError('chat_closed')
    const failed = { ...item, status: 'failed', error } as const
    const after = buildRows(before, source({ unsent: [failed] }))
    expect(after[0]).toMatchObject({ key: 'a', delivery: 'failed', error })
  })
})
