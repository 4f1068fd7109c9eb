import type { Notification } from '@otsy/protocol'
import { describe, expect, it } from 'vitest'
import { until } from '../../test/support/until'
import { OtsyError } from '../error'
import { NotificationStore } from './notifications'

const notification = (number: number, given: Partial<Notification> = {}): Notification => ({
  id: `n${number}`,
  user_id: 'me',
  kind: 'chat_message',
  title: `Number ${number}`,
  body: '',
  data: {},
  state: 'sent',
  created_at: new Date(number * 1_000).toISOString(),
  ...given,
})

/** A server with so many notifications, all unread, whose answers can be held back. */
function setUp(count = 3) {
  const rows = Array.from({ length: count }, (_, i) => notification(count - i))
  const calls: string[] = []
  const held: (() => void)[] = []
  const server = { rows, unread: count, isSlow: false, fails: false }
  const arrive = async () => {
    if (server.fails) throw new OtsyError('network_error')
    if (server.isSlow) await new Promise<void>((resolve) => held.push(resolve))
  }
  const store = new NotificationStore({
    now: () => 0,
    onUse: () => calls.push('use'),
    rest: {
      listNotifications: async ({ query = {} } = {}) => {
        const { page = 1, limit = 50 } = query
        calls.push(`list ${page}`)
        const notifications = server.rows.slice((page - 1) * limit, page * limit)
        const total = server.rows.length
        await arrive()
        return { notifications, total }
      },
      getUnreadNotifications: async () => {
        calls.push('count')
        const { unread: unread_count } = server
        await arrive()
        return { unread_count }
      },
      markNotificationsRead: async ({ body }) => {
        calls.push('all' in body ? 'read all' : `read ${body.notification_ids.length}`)
        server.unread = 'all' in body ? 0 : server.unread - body.notification_ids.length
        await arrive()
        return { success: true, unread_count: server.unread }
      },
    },
  })
  const ready = () => until(store, ({ status }) => status === 'ready')
  const counted = (wanted: number) => until(store.unread, (unread) => unread === wanted)
  const release = () => {
    for (const resolve of held.splice(0)) resolve()
  }
  return { store, server, calls, ready, counted, release }
}

const ids = (store: NotificationStore) => store.get().notifications.map(({ id }) => id)
const unreadIds = (store: NotificationStore) =>
  store.get().notifications.flatMap(({ id, read_at }) => (read_at === undefined ? [id] : []))

describe('notifications', () => {
  it('are asked for by whoever looks at them, and by nobody else', async () => {
    const { store, calls, ready, counted } = setUp()
    expect(store.get()).toMatchObject({ status: 'loading', notifications: [], unread: 0 })
    expect(calls).toEqual([])
    await counted(3)
    expect(calls).toEqual(['count', 'use'])
    await ready()
    expect(ids(store)).toEqual(['n3', 'n2', 'n1'])
  })

  it('told live come first, once, and in their latest state', async () => {
    const { store, server, ready, counted } = setUp()
    store.subscribe(() => undefined)
    await ready()
    server.unread = 4
    store.hear(notification(4))
    store.hear(notification(4, { count: 2 }))
    expect(ids(store)).toEqual(['n4', 'n3', 'n2', 'n1'])
    expect(store.get().notifications[0]?.count).toBe(2)
    await counted(4)
  })

  it('told live are not undone by a page that was read before', async () => {
    const { store, server, calls, ready, release } = setUp()
    server.isSlow = true
    store.subscribe(() => undefined)
    await expect.poll(() => calls).toContain('list 1')
    store.hear(notification(3, { count: 9 }))
    store.hear(notification(4))
    release()
    await ready()
    expect(ids(store)).toEqual(['n4', 'n3', 'n2', 'n1'])
    expect(store.get().notifications[1]?.count).toBe(9)
  })

  it('are shown page by page, none twice and none left out', async () => {
    const { store, server, ready } = setUp(70)
    store.subscribe(() => undefined)
    await ready()
    const fresh = notification(71)
    server.rows.unshift(fresh)
    store.hear(fresh)
    while (store.get().hasMore) await store.loadMore()
    expect(ids(store)).toEqual(server.rows.map(({ id }) => id))
    await store.loadMore()
  })

  it('loaded anew after a long while leave no hole', async () => {
    const { store, server, ready } = setUp(60)
    store.subscribe(() => undefined)
    await ready()
    await store.loadMore()
    server.rows.unshift(...Array.from({ length: 40 }, (_, i) => notification(100 - i)))
    await store.reload()
    expect(ids(store)).toEqual(server.rows.slice(0, 30).map(({ id }) => id))
    expect(store.get().hasMore).toBe(true)
  })

  it('read here are marked, 200 at a time', async () => {
    const { store, calls, ready } = setUp(260)
    store.subscribe(() => undefined)
    await ready()
    await store.markRead(Array.from({ length: 250 }, (_, i) => `n${260 - i}`))
    expect(calls.filter((call) => call.startsWith('read'))).toEqual(['read 200', 'read 50'])
    expect(unreadIds(store)).toEqual([])
    expect(store.get().unread).toBe(10)
    await store.markRead('all')
    expect(store.get().unread).toBe(0)
  })

  it('read elsewhere are marked', async () => {
    const { store, ready } = setUp()
    store.subscribe(() => undefined)
    await ready()
    store.hearRead({ notification_ids: ['n2'], unread_count: 2, tags: [] })
    expect(unreadIds(store)).toEqual(['n3', 'n1'])
    expect(store.unread.get()).toBe(2)
    store.hear(notification(2, { count: 2 }))
    expect(unreadIds(store)).toEqual(['n3', 'n2', 'n1'])
  })

  it('are counted by the server alone: an older answer is not taken', async () => {
    const { store, server, counted, release } = setUp()
    server.isSlow = true
    const seen: number[] = []
    store.unread.subscribe((unread) => seen.push(unread))
    server.unread = 0
    store.hearRead({ notification_ids: ['n1', 'n2', 'n3'], unread_count: 0, tags: [] })
    release()
    server.isSlow = false
    server.unread = 1
    store.hear(notification(4))
    await counted(1)
    expect(seen).toEqual([1])
  })

  it('are asked for again after a connection was lost', async () => {
    const { store, server, ready, counted } = setUp()
    store.subscribe(() => undefined)
    await ready()
    server.rows.unshift(notification(4))
    server.unread = 4
    store.online()
    await counted(4)
    await until(store, ({ notifications }) => notifications.length === 4)
  })

  it('of a deleted message lose its words, also those of a page on its way', async () => {
    const { store, server, calls, ready, release } = setUp()
    const data = { type: 'chat_message', chatId: 'c', messageId: 'm', orderId: 'o' }
    server.rows[1] = notification(2, { body: 'secret', data })
    store.subscribe(() => undefined)
    await ready()
    store.hearDeleted('m')
    expect(store.get().notifications[1]).toEqual(notification(2, { data }))

    server.isSlow = true
    calls.length = 0
    void store.reload()
    await expect.poll(() => calls).toContain('list 1')
    server.rows[1] = notification(2, { data })
    store.hearDeleted('m')
    server.isSlow = false
    release()
    await until(store, ({ notifications }) => notifications[1]?.body === 'secret')
    await until(store, ({ notifications }) => notifications[1]?.body === '')
  })

  it('in doubt are asked for again, as deep as they are held', async () => {
    const { store, server, calls, ready, release } = setUp(70)
    const told = (body: string) => notification(20, { body, data: { chatId: 'c' } })
    server.rows[50] = told('secret')
    const stop = store.subscribe(() => undefined)
    await ready()
    while (store.get().hasMore) await store.loadMore()
    calls.length = 0
    store.doubt('another')
    expect(calls).toEqual([])

    server.isSlow = true
    store.doubt('c')
    await expect.poll(() => calls).toEqual(['list 1'])
    // Deleted while the first page was on its way.
    server.rows[50] = told('')
    store.doubt('c')
    server.isSlow = false
    release()
    await until(store, ({ notifications }) => notifications[50]?.body === '')
    expect(ids(store)).toHaveLength(70)

    server.rows[50] = told('again')
    store.hear(told('again'))
    stop()
    store.doubt('c')
    expect(store.get()).toMatchObject({ status: 'loading', notifications: [] })
  })

  it('that can’t be had say so, and come with the next try', async () => {
    const { store, server, ready } = setUp()
    server.fails = true
    store.subscribe(() => undefined)
    const failed = await until(store, ({ status }) => status === 'error')
    expect(failed.error).toMatchObject({ code: 'network_error' })
    await expect(store.reload()).rejects.toMatchObject({ code: 'network_error' })
    server.fails = false
    store.online()
    expect((await ready()).error).toBeNull()
  })

  it('of who has gone are not shown to who comes', async () => {
    const { store, server, release } = setUp()
    server.isSlow = true
    store.subscribe(() => undefined)
    store.reset()
    release()
    await store.markRead([]).catch(() => undefined)
    expect(store.get()).toMatchObject({ notifications: [], unread: 0 })
  })
})
