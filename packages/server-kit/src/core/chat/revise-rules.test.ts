import { describe, expect, test } from 'vitest'
import type { ChatRecord } from './model'
import { decideAdd, decideRemove, decideReplace, decideStatus } from './revise-rules'

const member = (user_id: string, role: 'user' | 'shopper') => ({
  ...{ user_id, role, read_seq: 0, read_at: null, muted_until: null, visible_from_seq: 0 },
})
const chat: ChatRecord = {
  ...{ id: 'c', order_id: 'o', user_id: 'hanako', shopper_id: 'taro', status: 'active' },
  ...{ created_at: '', updated_at: '', head_seq: 3, floor_seq: 0, members_rev: 1, reads_rev: 0 },
  members: [member('hanako', 'user'), member('taro', 'shopper')],
}
const jiro = { user_id: 'jiro', role: 'shopper', sees: 'head' } as const

describe('members', () => {
  test('are added once, with a note that says who', () => {
    expect(decideAdd(chat, jiro)).toMatchObject({
      kind: 'change',
      add: [jiro],
      note: { type: 'system', metadata: { event: 'member_added', user_id: 'jiro' } },
    })
    expect(decideAdd(chat, { ...jiro, user_id: 'taro' })).toEqual({ kind: 'keep' })
  })

  test('have an end', () => {
    const members = Array.from({ length: 1_000 }, (_, i) => member(`u${i}`, 'user'))
    expect(decideAdd({ ...chat, members }, jiro)).toEqual({ kind: 'refuse', code: 'forbidden' })
  })

  test('are removed once', () => {
    expect(decideRemove(chat, 'taro')).toMatchObject({ kind: 'change', remove: ['taro'] })
    expect(decideRemove(chat, 'jiro')).toEqual({ kind: 'keep' })
  })

  test('are replaced in their place and role', () => {
    expect(decideReplace(chat, { from: 'taro', to: 'jiro', sees: 'all' })).toMatchObject({
      kind: 'change',
      remove: ['taro'],
      add: [{ user_id: 'jiro', role: 'shopper', sees: 'all' }],
      pair: { user_id: 'hanako', shopper_id: 'jiro' },
    })
  })

  test('are replaced once, by one who may be there already, and not out of nowhere', () => {
    const replace = (from: string, to: string) => decideReplace(chat, { from, to, sees: 'all' })
    expect(replace('taro', 'taro')).toEqual({ kind: 'keep' })
    expect(replace('jiro', 'taro')).toEqual({ kind: 'keep' })
    expect(replace('jiro', 'saburo')).toEqual({ kind: 'refuse', code: 'not_found' })
    expect(replace('taro', 'hanako')).not.toHaveProperty('add')
  })
})

describe('the status', () => {
  const by = (userId: string | null, mayActOutside = userId === null) => ({ userId, mayActOutside })

  test('is changed by members and by those above, with a note', () => {
    for (const who of [by('hanako'), by('admin', true), by(null)]) {
      expect(decideStatus(chat, { to: 'closed', ...who })).toMatchObject({
        kind: 'change',
        status: 'closed',
        note: { metadata: { event: 'chat_closed' } },
      })
    }
    const stranger = decideStatus(chat, { to: 'closed', ...by('jiro') })
    expect(stranger).toEqual({ kind: 'refuse', code: 'not_found' })
  })

  test('that is so already changes nothing, and an archive stays shut', () => {
    expect(decideStatus(chat, { to: 'active', ...by(null) })).toEqual({ kind: 'keep' })
    const archived = { ...chat, status: 'archived' } as const
    const reopened = decideStatus(archived, { to: 'active', ...by(null) })
    expect(reopened).toEqual({ kind: 'refuse', code: 'chat_closed' })
  })
})
