import { describe, expect, it } from 'vitest'
import type { Chat, Member } from '@otsy/protocol'
import { mergeChat, readsOf, withMembers, withMute, withReadMark } from './members'

const member = (user_id: string, read_seq: number, rest: Partial<Member> = {}): Member => ({
  user_id,
  role: 'user',
  read_seq,
  read_at: null,
  ...rest,
})
const chat = (members: Member[], rest: Partial<Chat> = {}): Chat => ({
  id: 'chat',
  order_id: 'order',
  user_id: 'a',
  shopper_id: 'b',
  status: 'active',
  created_at: '2026-01-01T00:00:00.000Z',
  updated_at: '2026-01-01T00:00:00.000Z',
  head_seq: 9,
  floor_seq: 0,
  members,
  ...rest,
})
const reads = ({ members }: Chat) => readsOf(members, {})

describe('read cursors of members', () => {
  it('move forward', () => {
    const held = chat([member('a', 3)])
    const at = '2026-01-02T00:00:00.000Z'
    expect(withReadMark(held, { userId: 'a', seq: 5, at }).members[0]).toMatchObject({
      read_seq: 5,
      read_at: at,
    })
  })

  it('never move back, whoever says so', () => {
    const held = chat([member('a', 5)])
    expect(withReadMark(held, { userId: 'a', seq: 3, at: null })).toBe(held)
    expect(reads(withMembers(held, [member('a', 3)], 'all'))).toEqual({ a: 5 })
    expect(reads(mergeChat(held, chat([member('a', 3)])))).toEqual({ a: 5 })
  })

  it('of strangers are let pass', () => {
    const held = chat([member('a', 5)])
    expect(withReadMark(held, { userId: 'nobody', seq: 9, at: null })).toBe(held)
  })

  it('are the same object while nothing moved', () => {
    const last = readsOf([member('a', 5)], {})
    expect(readsOf([member('a', 5)], last)).toBe(last)
    expect(readsOf([member('a', 6)], last)).not.toBe(last)
    expect(readsOf([member('b', 5)], last)).toEqual({ b: 5 })
  })
})

describe('members', () => {
  it('come and go as told', () => {
    const held = chat([member('a', 1), member('b', 2)])
    expect(reads(withMembers(held, [member('b', 2), member('c', 0)], 'all'))).toEqual({
      b: 2,
      c: 0,
    })
  })

  it('keep what only its owner is told when all are told of a row', () => {
    const muted_until = '2027-01-01T00:00:00.000Z'
    const held = withMute(chat([member('a', 1), member('b', 1)]), 'a', muted_until)
    const untils = ({ members }: Chat) => members.map((one) => one.muted_until)
    expect(untils(held)).toEqual([muted_until, undefined])
    const rows = [member('a', 1), member('b', 1)]
    expect(untils(withMembers(held, rows, 'all'))).toEqual([muted_until, undefined])
    expect(untils(withMembers(held, rows, 'owner'))).toEqual([undefined, undefined])
    expect(untils(withMute(held, 'a', null))).toEqual([undefined, undefined])
  })

  it('of another chat are taken as they are', () => {
    const told = chat([member('a', 1)], { id: 'other' })
    expect(mergeChat(chat([member('a', 5)]), told)).toBe(told)
    expect(mergeChat(null, told)).toBe(told)
  })
})
