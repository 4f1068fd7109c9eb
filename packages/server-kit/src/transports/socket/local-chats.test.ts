import { describe, expect, test } from 'vitest'
import type { ChatRecord } from '../../core/chat/model'
import { LocalChats, type Seat } from './local-chats'
import type { ChatSocket } from './types'

/** A socket as far as a seat looks at it: its id, and the rooms it is put into. */
function seat(
  id: string,
  userId: string,
  place: Partial<Seat> = {},
): Seat & { rooms: Set<string> } {
  const rooms = new Set<string>()
  const socket = {
    id,
    join: (room: string) => rooms.add(room),
    leave: (room: string) => rooms.delete(room),
  }
  return {
    rooms,
    socket: socket as unknown as ChatSocket,
    ...{ userId, role: 'user', unrestricted: false, membersRev: 1, visibleFrom: 0, joinedAt: 0 },
    ...place,
  }
}
const record = { id: 'c', head_seq: 7, members_rev: 3, reads_rev: 2 } as ChatRecord

describe('the chats of a node', () => {
  test('know who sits where, by chat and by socket, until the last has gone', () => {
    const local = new LocalChats()
    const [phone, desk] = [seat('phone', 'hanako'), seat('desk', 'hanako')]
    for (const one of [phone, desk]) local.seat('c', one)
    local.seat('d', phone)
    expect(local.get('c')?.socketsOf('hanako')).toHaveLength(2)
    expect([...local.joinedBy('phone')]).toEqual(['c', 'd'])
    expect([...phone.rooms]).toEqual(['chat:c', 'chat:d'])

    expect(local.unseat('c', 'phone')).toBe(phone)
    expect(local.unseat('c', 'phone')).toBeUndefined()
    expect([...phone.rooms]).toEqual(['chat:d'])
    local.unseat('c', 'desk')
    expect(local.get('c')).toBeUndefined()
    expect(local.joinedBy('desk').size).toBe(0)
  })

  test('keep a chat while someone is joining it', () => {
    const local = new LocalChats()
    const hold = local.hold('c')
    expect(local.get('c')?.holds.has(hold)).toBe(true)
    local.release('c', hold)
    expect(local.get('c')).toBeUndefined()
  })

  test('begin with the first seat’s snapshot, and forget no membership known already', () => {
    const local = new LocalChats()
    local.hold('c')
    const chat = local.get('c')
    if (chat === undefined) throw new Error('held')
    chat.rev = 5
    chat.begin(record)
    expect([chat.rev, chat.readsRev, chat.delivered.upTo]).toEqual([5, 2, 7])
    local.seat('c', seat('phone', 'hanako'))
    chat.begin({ ...record, head_seq: 9 })
    expect(chat.delivered.upTo).toBe(7)
  })

  test('tell all at once only what everyone may see and nobody knows already', () => {
    const local = new LocalChats()
    const chat = local.seat('c', seat('phone', 'hanako', { joinedAt: 4 }))
    expect([4, 5].map((seq) => chat.isForAll(seq))).toEqual([false, true])
    local.seat('c', seat('late', 'jiro', { visibleFrom: 3, joinedAt: 5 }))
    expect(chat.isForAll(6)).toBe(false)
    local.unseat('c', 'late')
    expect(chat.isForAll(5)).toBe(true)
  })

  test('count read marks one by one, so that a lost one shows', () => {
    const local = new LocalChats()
    const chat = local.seat('c', seat('phone', 'hanako'))
    chat.noteReads(1)
    chat.noteReads(3)
    expect(chat.readsRev).toBe(1)
    chat.noteReads(2)
    expect(chat.readsRev).toBe(2)
  })
})
