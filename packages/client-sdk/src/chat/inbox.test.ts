import type { InboxChat } from '@otsy/protocol'
import { describe, expect, it } from 'vitest'
import { storedMessage } from '../../test/support/message'
import { OtsyError } from '../error'
import { InboxStore } from './inbox'

const row = (id: string, rest: Partial<InboxChat> = {}): InboxChat => ({
  id,
  order_id: `order-${id}`,
  user_id: 'me',
  shopper_id: 'other',
  status: 'active',
  created_at: '2026-01-01T00:00:00.000Z',
  updated_at: '2026-01-01T00:00:00.000Z',
  head_seq: 1,
  floor_seq: 0,
  members: [{ user_id: 'me', role: 'user', read_seq: 0, read_at: null }],
  last_message: null,
  unread_count: 0,
  ...rest,
})
const update = (chatId: string, head_seq: number, unread_count: number) => ({
  chatId,
  last_message: storedMessage({ seq: head_seq, chat_id: chatId }),
  unread_count,
  read_seq: 0,
  head_seq,
  status: 'active' as const,
})

function inbox(stored: InboxChat[]) {
  const fetched: string[] = []
  let isReachable = true
  const store = new InboxStore({
    rest: {
      listMyChats: ({ query: { page = 1, limit = 20 } = {} } = {}) =>
        isReachable
          ? Promise.resolve({
              chats: stored.slice((page - 1) * limit, page * limit),
              total: stored.length,
            })
          : Promise.reject(new OtsyError('network_error')),
      getChat: ({ params }) => {
        fetched.push(params.chat_id)
        return Promise.resolve(row(params.chat_id))
      },
      getUnreadCount: () => Promise.resolve({ unread_count: 7 }),
    },
    me: () => ({ userId: 'me', role: 'user' }),
    onUse: () => undefined,
    onCount: () => undefined,
  })
  const turn = () => new Promise((resolve) => setImmediate(resolve))
  const ids = () => store.get().chats.map(({ id }) => id)
  return { store, fetched, turn, ids, reach: (is: boolean) => (isReachable = is) }
}

describe('the inbox', () => {
  it('loads when it is first watched, and page by page from there', async () => {
    const { store, turn, ids } = inbox(Array.from({ length: 40 }, (_, i) => row(`c${i + 10}`)))
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
    const { store, fetched, turn } = inbox([])
    store.subscribe(() => undefined)
    await turn()
    store.update(update('new', 1, 1))
    store.update(update('new', 2, 2))
    await turn()
    expect(fetched).toEqual(['new'])
    expect(store.get().chats[0]).toMatchObject({ id: 'new', unread_count: 2 })
    expect(store.unread.get()).toBe(2)
  })

  it('counts what it hears of unwatched, and asks for the row once it is watched', async () => {
    const { store, fetched, turn } = inbox([])
    store.update(update('new', 1, 1))
    await turn()
    expect(fetched).toEqual([])
    expect(store.unread.get()).toBe(1)
    store.subscribe(() => undefined)
    await turn()
    store.update(update('new', 2, 2))
    await turn()
    expect(fetched).toEqual(['new'])
  })

  it('says why it could not load, and keeps what it has when loading again fails', async () => {
    const { store, turn, ids, reach } = inbox([row('a')])
    reach(false)
    store.subscribe(() => undefined)
    await turn()
    expect(store.get()).toMatchObject({ status: 'error', error: { code: 'network_error' } })
    reach(true)
    await store.reload()
    expect(store.get()).toMatchObject({ status: 'ready', error: null })
    reach(false)
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

  it('forgets everything for the next person', async () => {
    const { store, turn } = inbox([row('a', { unread_count: 3 })])
    store.subscribe(() => undefined)
    await turn()
    expect(store.unread.get()).toBe(3)
    store.reset()
    expect(store.get()).toMatchObject({ status: 'loading', chats: [] })
    expect(store.unread.get()).toBe(0)
  })
})
