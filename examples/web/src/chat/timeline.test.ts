import type { Message, MessageRow } from '@otsy/client-sdk'
import { describe, expect, test } from 'vitest'
import { timelineOf, type TimelineItem } from './timeline'

let count = 0

function row(over: Partial<Message> & { readonly mine?: boolean } = {}): MessageRow {
  const { mine = false, ...message } = over
  const seq = ++count
  return {
    key: `m${seq}`,
    mine,
    readBy: [],
    delivery: 'sent',
    error: null,
    message: {
      id: `m${seq}`,
      chat_id: 'c',
      seq,
      changed_seq: seq,
      sender_id: mine ? 'me' : 'them',
      sender_role: mine ? 'user' : 'shopper',
      type: 'text',
      content: 'hello',
      created_at: at('10:00:00'),
      ...message,
    },
  }
}

/** A local time, so that the tests hold in every zone. */
const at = (time: string, day = '2026-03-02') => new Date(`${day}T${time}`).toISOString()

const places = (items: readonly TimelineItem[]) =>
  items.flatMap((item) => (item.kind === 'bubble' ? [item.place] : []))

describe('bubbles', () => {
  test('of one person in one minute stand together', () => {
    const rows = [row(), row({ created_at: at('10:00:59') }), row({ created_at: at('10:00:59') })]
    expect(places(timelineOf(rows))).toEqual(['first', 'middle', 'last'])
  })

  test('stand apart in another minute', () => {
    const rows = [row(), row({ created_at: at('10:01:00') })]
    expect(places(timelineOf(rows))).toEqual(['only', 'only'])
  })

  test('stand apart when somebody else speaks', () => {
    const rows = [row(), row({ mine: true }), row()]
    expect(places(timelineOf(rows))).toEqual(['only', 'only', 'only'])
  })

  test('stand apart when a card comes between', () => {
    const rows = [row(), row({ type: 'order_update', sender_id: null }), row()]
    expect(timelineOf(rows).map(({ kind }) => kind)).toEqual(['day', 'bubble', 'update', 'bubble'])
    expect(places(timelineOf(rows))).toEqual(['only', 'only'])
  })
})

describe('days', () => {
  test('are announced once each', () => {
    const rows = [
      row({ created_at: at('23:59:00', '2026-03-01') }),
      row({ created_at: at('00:01:00') }),
      row({ created_at: at('09:00:00') }),
    ]
    expect(timelineOf(rows).map(({ kind }) => kind)).toEqual([
      'day',
      'bubble',
      'day',
      'bubble',
      'bubble',
    ])
  })

  test('keep different keys when a clock goes back to one', () => {
    const days = ['2026-03-01', '2026-03-02', '2026-03-01']
    const items = timelineOf(days.map((day) => row({ created_at: at('12:00:00', day) })))
    const keys = items.map(({ key }) => key)
    expect(new Set(keys).size).toBe(keys.length)
  })
})

test('a deleted message of a person stays a bubble', () => {
  const items = timelineOf([row({ content: '', deleted_at: at('10:05:00') })])
  expect(items.map(({ kind }) => kind)).toEqual(['day', 'bubble'])
})
