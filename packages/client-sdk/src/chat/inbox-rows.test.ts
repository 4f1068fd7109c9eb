import { describe, expect, it } from 'vitest'
import type { InboxChat } from '@otsy/protocol'
import { storedMessage } from '../../test/support/message'
import { assumeRead, laterCount } from './counts'
import { sortInbox, withUpdate } from './inbox-rows'

const at = (second: number) => `2026-01-01T00:00:0${second}.000Z`
const row = (id: string, rest: Partial<InboxChat> = {}): InboxChat => ({
  id,
  order_id: `order-${id}`,
  user_id: 'me',
  shopper_id: 'other',
  status: 'active',
  created_at: at(0),
  updated_at: at(0),
  head_seq: 4,
  floor_seq: 0,
  members: [{ user_id: 'me', role: 'user', read_seq: 2, read_at: null }],
  last_message: null,
  unread_count: 2,
  ...rest,
})
const update = (head_seq: number, read_seq: number) => ({
  chatId: 'a',
  last_message: storedMessage({ seq: head_seq }),
  unread_count: head_seq - read_seq,
  read_seq,
  head_seq,
  status: 'active' as const,
})

describe('the inbox', () => {
  it('has the newest message first, and a chat without one by its creation', () => {
    const message = (second: number) => storedMessage({ seq: 1, created_at: at(second) })
    const rows = sortInbox([
      row('old', { last_message: message(1) }),
      row('empty', { created_at: at(2) }),
      row('new', { last_message: message(3) }),
    ])
    expect(rows.map(({ id }) => id)).toEqual(['new', 'empty', 'old'])
  })

  it('takes an update further in the log, or at the same place with more read', () => {
    expect(withUpdate(row('a'), update(5, 2), 'me')).toMatchObject({ head_seq: 5, unread_count: 3 })
    const read = withUpdate(row('a'), update(4, 4), 'me')
    expect(read).toMatchObject({ unread_count: 0, members: [{ read_seq: 4 }] })
  })

  it('drops an update from behind', () => {
    const held = row('a')
    expect(withUpdate(held, update(3, 3), 'me')).toBe(held)
    expect(withUpdate(held, update(4, 1), 'me')).toBe(held)
  })
})

describe('a count of unread messages', () => {
  const held = { unread: 2, head: 4, read: 2 }

  it('is replaced by a later one, and not by an earlier one', () => {
    expect(laterCount(undefined, held)).toBe(held)
    expect(laterCount(held, { unread: 3, head: 5, read: 2 }).unread).toBe(3)
    expect(laterCount(held, { unread: 0, head: 4, read: 4 }).unread).toBe(0)
    expect(laterCount(held, { unread: 9, head: 3, read: 3 })).toBe(held)
    expect(laterCount(held, { unread: 9, head: 4, read: 1 })).toBe(held)
  })

  it('is none as soon as everything is marked, and otherwise waits for the server’s', () => {
    expect(assumeRead(held, 4)).toEqual({ unread: 0, head: 4, read: 4 })
    expect(assumeRead(held, 3)).toEqual({ unread: 2, head: 4, read: 3 })
    expect(assumeRead(held, 1)).toBe(held)
  })
})
