import type { InboxChat } from '@otsy/protocol'
import { describe, expect, it } from 'vitest'
import { manualClock } from '../../test/support/clock'
import { storedMessage } from '../../test/support/message'
import { OtsyError } from '../error'
import { InboxStore } from './inbox'

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1_000).toISOString()
const row = (id: string, rest: Partial<InboxChat> = {}): InboxChat => ({
  id,
  order_id: `order-${id}`,
  user_id: 'me',
  shopper_id: 'other',
  status: 'active',
  created_at: at(0),
  updated_at: at(0),
  head_seq: 1,
  floor_seq: 0,
  members: [{ user_id: 'me', role: 'user', read_seq: 0, read_at: null }],
  last_message: null,
  unread_count: 0,
  ...rest,
})
const update = (chat_id: string, head_seq: number, unread_count: number) => ({
  chatId: chat_id,
  last_message: storedMessage({ seq: head_seq, chat_id, created_at: at(head_seq) }),
  unread_count,
  read_seq: 0,
  head_seq,
  status: 'active' as const,
})
const chats = (count: number, rest: Partial<InboxChat> = {}) =>
  Array.from({ length: count }, (_, i) => row(`c${i + 1000}`, rest))

function inbox(stored: InboxChat[]) {
  const asked: { page: number; limit: number }[] = []
  const clock = manualClock()
  let refusal: OtsyError | null = null
  let held: Promise<void> | null = null
  let release = () => undefined as void
  const hold = () => {
    held = new Promise((resolve) => (release = resolve))
  }
  const store = new InboxStore({
    environment: clock,
    rest: {
      listMyChats: async ({ query: { page = 1, limit = 20 } = {} } = {}) => {
        asked.push({ page, limit })
        await held
        if (refusal !== null) throw refusal
        return { chats: stored.slice((page - 1) * limit, page * limit), total: stored.length }
      },
      getUnreadCount: () => Promise.resolve({ unread_count: 7 }),
    },
    me: () => ({ userId: 'me', role: 'user' }),
    onUse: () => undefined,
    onCount: () => undefined,
  })
  const turn = () => new Promise((resolve) => setImmediate(resolve))
  const ids = () => store.get().chats.map(({ id }) => id)
  /** A message comes in a chat: its row goes to the top, and the server tells. */
  const say = (chatId: string, head: number, unread: number) => {
    const told = update(chatId, head, unread)
    const { last_message, head_seq, unread_count } = told
    const place = stored.findIndex(({ id }) => id === chatId)
    const [held = row(chatId)] = place < 0 ? [] : stored.splice(place, 1)
    stored.unshift({ ...held, last_message, head_seq, unread_count })
    store.update(told)
  }
  const refuse = (error: OtsyError | null) => (refusal = error)
  return { store, asked, clock, turn, ids, say, refuse, hold, release: () => release() }
}

describe('the inbox', () => {
  it('loads when it is first watched, and page by page from there', async () => {
    const { store, turn, ids } = inbox(chats(40))
    expect(store.get().status).toBe('loading')
    store.subscribe(() => undefined)
    await turn()
    expect(store.get()).toMatchObject({ status: 'ready', hasMore: true })
    expect(ids()).toHaveLength(30)
    await store.loadMore()
    expect(ids()).toHaveLength(40)
    expect(store.get().hasMore).toBe(false)
    await store.loadMore()
  })

  it('asks once for a chat it has no row of, and shows the latest that was told meanwhile', async () => {
    const { store, asked, turn, say } = inbox(chats(40))
    store.subscribe(() => undefined)
    await turn()
    say('new', 1, 1)
    store.update(update('new', 2, 2))
    await turn()
    expect(asked.slice(1)).toEqual([{ page: 1, limit: 11 }])
    expect(store.get().chats[0]).toMatchObject({ id: 'new', head_seq: 2, unread_count: 2 })
    expect(store.unread.get()).toBe(2)
  })

  it('asks for many chats a page at a time, and shows them all in order', async () => {
    const { store, asked, turn, ids, say } = inbox(chats(400))
    let shown = 0
    store.subscribe(() => shown++)
    await turn()
    const before = shown
    for (let i = 0; i < 300; i++) say(`c${1399 - i}`, i + 2, 1)
    await turn()
    expect(ids().slice(0, 300)).toEqual(Array.from({ length: 300 }, (_, i) => `c${1100 + i}`))
    expect(store.unread.get()).toBe(300)
    const pages = [1, 2, 3].map((page) => ({ page, limit: 100 }))
    expect(asked.slice(1)).toEqual([{ page: 1, limit: 11 }, ...pages])
    expect(shown).toBe(before)
  })

  it('shows what comes in one turn once, and tells it at any time', async () => {
    const { store, clock, turn, ids } = inbox(chats(20))
    const shown: string[] = []
    const totals: number[] = []
    store.subscribe(({ chats: [first] }) => shown.push(first?.id ?? 'none'))
    store.unread.subscribe((total) => totals.push(total))
    await turn()
    shown.length = 0
    for (let i = 0; i < 20; i++) store.update(update(`c${1000 + i}`, i + 2, 1))
    expect([ids()[0], store.unread.get()]).toEqual(['c1019', 20])
    expect([shown, totals]).toEqual([[], []])
    clock.advance(0)
    expect([shown, totals]).toEqual([['c1019'], [20]])
  })

  it('waits for rows it is refused, and then shows all that were told meanwhile', async () => {
    const { store, asked, turn, ids, say, hold, release } = inbox(chats(40))
    store.subscribe(() => undefined)
    await turn()
    hold()
    say('new', 2, 1)
    say('newer', 3, 1)
    say('newest', 4, 1)
    await turn()
    expect(asked).toHaveLength(2)
    release()
    await turn()
    expect(ids().slice(0, 3)).toEqual(['newest', 'newer', 'new'])
  })

  it('looks a little later for what moved meanwhile', async () => {
    const stored = chats(40, { last_message: storedMessage({ seq: 1, created_at: at(1) }) })
    const { store, asked, clock, turn, ids, hold, release } = inbox(stored)
    store.subscribe(() => undefined)
    await turn()
    hold()
    store.update(update('moved', 2, 1))
    store.update(update('moved', 3, 2))
    release()
    await turn()
    stored.unshift(row('moved', { last_message: update('moved', 3, 2).last_message, head_seq: 3 }))
    await turn()
    clock.advance(199)
    await turn()
    expect(asked).toHaveLength(2)
    clock.advance(1)
    await turn()
    expect(asked).toHaveLength(3)
    expect(ids()[0]).toBe('moved')
  })

  it('leaves to a later page what belongs there, and drops what is nowhere', async () => {
    const stored = chats(60, { last_message: storedMessage({ seq: 1, created_at: at(50) }) })
    const { store, asked, turn, ids } = inbox(stored)
    store.subscribe(() => undefined)
    await turn()
    store.update(update('c1040', 49, 0))
    await turn()
    expect(asked).toHaveLength(1)
    store.update(update('elsewhere', 60, 1))
    await turn()
    expect(asked.slice(1)).toEqual([{ page: 1, limit: 11 }])
    expect(ids()).toHaveLength(30)
  })

  it('counts the chats of every page when more have news than were told of', async () => {
    const stored = chats(250).map((row, i) => ({
      ...row,
      unread_count: 1,
      created_at: at(250 - i),
    }))
    const { store, asked, turn, ids } = inbox(stored)
    store.unread.subscribe(() => undefined)
    await turn()
    expect(store.unread.get()).toBe(30)
    store.recount()
    await store.reload()
    await turn()
    expect(store.unread.get()).toBe(250)
    const pages = [1, 2, 3].map((page) => ({ page, limit: 100 }))
    expect(asked.slice(2)).toEqual([{ page: 1, limit: 11 }, ...pages])
    expect(ids()).toHaveLength(30)
  })

  it('counts what it hears of unwatched, and asks for the row once it is watched', async () => {
    const { store, asked, turn, ids, say } = inbox(chats(40))
    say('new', 1, 1)
    await turn()
    expect(asked).toEqual([])
    expect(store.unread.get()).toBe(1)
    const leave = store.subscribe(() => undefined)
    await turn()
    leave()
    say('newer', 2, 2)
    await turn()
    expect(ids()[0]).toBe('new')
    store.subscribe(() => undefined)
    await turn()
    expect(ids().slice(0, 2)).toEqual(['newer', 'new'])
  })

  it('says why it could not load, and keeps what it has when loading again fails', async () => {
    const { store, turn, ids, refuse } = inbox([row('a')])
    refuse(new OtsyError('network_error'))
    store.subscribe(() => undefined)
    await turn()
    expect(store.get()).toMatchObject({ status: 'error', error: { code: 'network_error' } })
    refuse(null)
    await store.reload()
    expect(store.get()).toMatchObject({ status: 'ready', error: null })
    refuse(new OtsyError('network_error'))
    await expect(store.reload()).rejects.toMatchObject({ code: 'network_error' })
    expect(store.get().status).toBe('ready')
    expect(ids()).toEqual(['a'])
  })

  it('asks for a count that somebody looks at, and takes what is told over it', async () => {
    const { store, turn } = inbox([])
    store.want('a')
    await turn()
    expect(store.countOf('a')?.unread).toBe(7)
    store.update(update('a', 3, 1))
    expect(store.countOf('a')?.unread).toBe(1)
  })

  it('forgets everything for the next person, what is asked for too', async () => {
    const { store, turn, say, hold, release } = inbox([row('a', { unread_count: 3 })])
    store.subscribe(() => undefined)
    await turn()
    expect(store.unread.get()).toBe(3)
    hold()
    say('b', 2, 1)
    store.reset()
    expect(store.get()).toMatchObject({ status: 'loading', chats: [] })
    release()
    await turn()
    expect(store.get().chats).toEqual([])
    expect(store.unread.get()).toBe(0)
  })
})
