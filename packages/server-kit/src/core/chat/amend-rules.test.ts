import type { Message, Role } from '@otsy/protocol'
import { describe, expect, test } from 'vitest'
import { HOST, type Caller } from '../caller'
import { decideDelete, decideEdit, decideReact } from './amend-rules'
import type { AmendFacts } from './port'

const SENT_AT = '2024-01-01T00:00:00.000Z'
const message: Message = {
  ...{ id: 'm', chat_id: 'c', seq: 5, changed_seq: 5, sender_id: 'hanako', sender_role: 'user' },
  ...{ type: 'text', content: 'Hello', created_at: SENT_AT },
}

function facts(change: Partial<Message> = {}, about: Partial<AmendFacts> = {}): AmendFacts {
  return {
    chat: { id: 'c', status: 'active', head_seq: 9 },
    member: {
      ...{ user_id: 'hanako', role: 'user', read_seq: 0, read_at: null, muted_until: null },
      visible_from_seq: 0,
    },
    message: { ...message, ...change },
    now: Date.parse(SENT_AT) + 60_000,
    ...about,
  }
}

const person = (userId: string, role: Role = 'user'): Caller => ({
  kind: 'viewer',
  viewer: { userId, role, expiresAt: 0 },
})
const by = (caller: Caller, mayActOutside = caller.kind === 'host') => ({ caller, mayActOutside })
const hanako = by(person('hanako'))
const admin = by(person('admin', 'admin'), true)
const host = by(HOST)
const edit = { content: 'Hello!', windowMs: 900_000 }
const refused = (code: string) => ({ kind: 'refuse', code })

describe('editing', () => {
  test('may empty what needs no text, such as the caption of an image', () => {
    const image = { type: 'image', attachment_url: 'https://img.example/1' }
    const emptied = { kind: 'edit', content: '' }
    const empty = { ...edit, content: '' }
    expect(decideEdit(facts(image), hanako, empty)).toEqual(emptied)
    expect(decideEdit(facts({ ...image, type: 'text' }), hanako, empty)).toEqual(emptied)
    expect(decideEdit(facts(), hanako, empty)).toEqual(refused('invalid_input'))
    expect(decideEdit(facts(), hanako, { ...edit, content: ' \n' })).toEqual(
      refused('invalid_input'),
    )
    expect(decideEdit(facts(), by(person('taro')), empty)).toEqual(refused('forbidden'))
  })

  test('is for one’s own text, within the window', () => {
    expect(decideEdit(facts(), hanako, edit)).toEqual({ kind: 'edit', content: 'Hello!' })
    expect(decideEdit(facts(), by(person('taro')), edit)).toEqual(refused('forbidden'))
    const at = Date.parse(SENT_AT) + edit.windowMs
    expect(decideEdit(facts({}, { now: at }), hanako, edit)).toMatchObject({ kind: 'edit' })
    expect(decideEdit(facts({}, { now: at + 1 }), hanako, edit)).toEqual(
      refused('edit_window_over'),
    )
  })

  test('is for admins and the host at any time, but not of what the kit says', () => {
    for (const who of [admin, host]) {
      const late = facts({}, { now: Number.MAX_SAFE_INTEGER })
      expect(decideEdit(late, who, edit)).toMatchObject({ kind: 'edit' })
      expect(decideEdit(facts({ type: 'system' }), who, edit)).toEqual(refused('forbidden'))
    }
  })

  test('to the same text changes nothing, and a tombstone stays one', () => {
    expect(decideEdit(facts(), hanako, { ...edit, content: 'Hello' })).toEqual({ kind: 'keep' })
    const gone = facts({ deleted_at: SENT_AT })
    expect(decideEdit(gone, hanako, edit)).toEqual(refused('message_deleted'))
  })
})

describe('deleting', () => {
  test('is for one’s own, and for admins and the host; twice changes nothing', () => {
    for (const who of [hanako, admin, host]) {
      expect(decideDelete(facts(), who)).toEqual({ kind: 'delete' })
      expect(decideDelete(facts({ deleted_at: SENT_AT }), who)).toEqual({ kind: 'keep' })
    }
    expect(decideDelete(facts(), by(person('taro')))).toEqual(refused('forbidden'))
  })
})

describe('whoever does not see a message', () => {
  test('does not find it: no member, or one who came later', () => {
    const later = facts().member
    for (const unseen of [
      facts({}, { member: null }),
      facts({}, { member: later && { ...later, visible_from_seq: 6 } }),
    ]) {
      expect(decideDelete(unseen, hanako)).toEqual(refused('not_found'))
      expect(decideEdit(unseen, hanako, edit)).toEqual(refused('not_found'))
      expect(decideDelete(unseen, admin)).toEqual({ kind: 'delete' })
    }
  })

  test('in a closed chat nothing is changed but by the host', () => {
    const closed = facts({}, { chat: { id: 'c', status: 'closed', head_seq: 9 } })
    expect(decideDelete(closed, hanako)).toEqual(refused('chat_closed'))
    expect(decideDelete(closed, admin)).toEqual(refused('chat_closed'))
    expect(decideDelete(closed, host)).toEqual({ kind: 'delete' })
  })
})

describe('reacting', () => {
  const react = (
    reactions: Message['reactions'],
    userId: string,
    how: { on?: boolean; emoji?: string } = {},
  ) =>
    decideReact(facts(reactions === undefined ? {} : { reactions }), hanako, {
      ...{ userId, emoji: '👍', on: true },
      ...how,
    })

  test('adds, joins, takes back, and removes what nobody says any more', () => {
    const one = { emoji: '👍', count: 1, user_ids: ['taro'] }
    expect(react(undefined, 'taro')).toEqual({ kind: 'reactions', reactions: [one] })
    const two = { emoji: '👍', count: 2, user_ids: ['taro', 'hanako'] }
    expect(react([one], 'hanako')).toEqual({ kind: 'reactions', reactions: [two] })
    expect(react([two], 'hanako', { on: false })).toEqual({ kind: 'reactions', reactions: [one] })
    expect(react([one], 'taro', { on: false })).toEqual({ kind: 'reactions', reactions: [] })
  })

  test('with what is there already, or without what is not, changes nothing', () => {
    const one = { emoji: '👍', count: 1, user_ids: ['taro'] }
    expect(react([one], 'taro')).toEqual({ kind: 'keep' })
    expect(react([one], 'hanako', { on: false })).toEqual({ kind: 'keep' })
    expect(react(undefined, 'taro', { on: false })).toEqual({ kind: 'keep' })
  })

  test('has an end: fifty different ones on one message', () => {
    const many = Array.from({ length: 50 }, (_, i) => ({
      ...{ emoji: `:e${i}:`, count: 1, user_ids: ['taro'] },
    }))
    expect(react(many, 'hanako')).toEqual(refused('forbidden'))
    expect(react(many, 'hanako', { emoji: ':e7:' })).toMatchObject({ kind: 'reactions' })
  })
})
