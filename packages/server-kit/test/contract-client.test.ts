import { routeSchemas } from '@otsy/protocol/schemas'
import { routes, type Chat, type Message, type RouteName, type RouteResponse } from '@otsy/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answer } from './support/api'
import type { TestSocket } from './support/socket'
import { startServer, type Person, type RunningServer } from './support/start-server'
import { storages } from './support/storages'
import { tokenOf } from './support/tokens'

// What the contract adds to the specification: every route and event of the chat that the client
// written from the specification does not know.
describe.each(storages)('the rest of the contract, on $name', ({ make }) => {
  let server: RunningServer
  let hanako: Person
  let taro: Person
  let admin: Person
  let chat: Chat
  let here: { hanako: TestSocket; taro: TestSocket }

  beforeAll(async () => {
    server = await startServer({ storage: make() })
    hanako = await server.person('hanako')
    taro = await server.person('taro', 'shopper')
    admin = await server.person('admin', 'admin')
    chat = await server.open()
    here = { hanako: await hanako.connect(), taro: await taro.connect() }
    for (const socket of Object.values(here)) await socket.must('join_chat', { chat_id: chat.id })
  })
  afterAll(() => server[Symbol.asyncDispose]())

  /** A route that must succeed, its answer parsed by its schema. */
  /** The answer of a route that must succeed, parsed by its schema. */
  async function must<K extends RouteName>(
    route: K,
    answer: Promise<Answer>,
  ): Promise<RouteResponse<K>> {
    const { status, body } = await answer
    expect({ status, body }).toMatchObject({ status: routes[route].status })
    return routeSchemas[route].response.parse(body) as RouteResponse<K>
  }

  const send = (who: TestSocket, content: string): Promise<Message> =>
    who.must('send_message', { chatId: chat.id, message: { content } })

  test('finds a chat by its id and by its order', async () => {
    const byId = await must('getChat', hanako.call(`GET /v1/chat/${chat.id}`))
    const byOrder = await must('getChatOfOrder', taro.call(`GET /v1/chat/order/order-1`))
    expect(byOrder).toEqual(byId)
    expect(byId.members.map(({ user_id, role }) => [user_id, role])).toEqual([
      ['hanako', 'user'],
      ['taro', 'shopper'],
    ])
  })

  test('edits, on REST and on the socket, and everyone sees it', async () => {
    const sent = await send(here.hanako, 'Mlik, please')
    const line = `PATCH /v1/chat/${chat.id}/messages/${sent.id}` as const
    const edited = await must(
      'editMessage',
      hanako.call(line, { json: { content: 'Milk, please' } }),
    )
    expect(edited).toMatchObject({ id: sent.id, seq: sent.seq, content: 'Milk, please' })
    expect(edited.changed_seq).toBe(sent.changed_seq + 1)
    expect(edited.edited_at).toBeDefined()
    expect(await here.taro.next('message_updated')).toEqual(edited)

    const again = { chatId: chat.id, messageId: sent.id, content: 'Oat milk, please' }
    const more = await here.hanako.must('edit_message', again)
    expect(await here.taro.next('message_updated')).toEqual(more)
    expect(await here.hanako.must('edit_message', again)).toEqual(more)
  })

  test('reacts and takes it back, on REST and on the socket', async () => {
    const { id } = await send(here.hanako, 'Thank you')
    const line = `/v1/chat/${chat.id}/messages/${id}/reactions/${encodeURIComponent('👍')}` as const
    const liked = await must('addReaction', taro.call(`PUT ${line}`))
    expect(liked.reactions).toEqual([{ emoji: '👍', count: 1, user_ids: ['taro'] }])
    const react = { chatId: chat.id, messageId: id, emoji: '👍' }
    const both = await here.hanako.must('react', { ...react, on: true })
    expect(both.reactions).toEqual([{ emoji: '👍', count: 2, user_ids: ['taro', 'hanako'] }])
    await must('removeReaction', taro.call(`DELETE ${line}`))
    const none = await here.hanako.must('react', { ...react, on: false })
    expect(none.reactions).toBeUndefined()
  })

  test('deletes and leaves a tombstone, on REST and on the socket', async () => {
    const [one, two] = [await send(here.hanako, 'Oops'), await send(here.hanako, 'Oops again')]
    const line = `DELETE /v1/chat/${chat.id}/messages/${one.id}` as const
    const gone = await must('deleteMessage', hanako.call(line))
    expect(gone).toMatchObject({ id: one.id, content: '' })
    expect(gone.deleted_at).toBeDefined()
    const also = await here.hanako.must('delete_message', { chatId: chat.id, messageId: two.id })
    expect(also.deleted_at).toBeDefined()
    expect(await must('deleteMessage', hanako.call(line))).toEqual(gone)
  })

  test('replies to a message and says which number it has', async () => {
    const asked = await send(here.hanako, 'Which bread?')
    const message = { content: 'The brown one', reply_to: asked.id }
    const reply = await here.taro.must('send_message', { chatId: chat.id, message })
    expect(reply).toMatchObject({ reply_to: asked.id, reply_to_seq: asked.seq })
  })

  test('pages backwards, around a message, and forwards after a cursor', async () => {
    const list = (query: string) =>
      must('listMessages', hanako.call(`GET /v1/chat/${chat.id}/messages?${query}`))
    const newest = await list('limit=2')
    expect(newest).toMatchObject({ hasMore: true, total: newest.total })
    const [oldest, last] = newest.messages
    if (oldest === undefined || last === undefined) throw new Error('two messages')

    const before = await list(`before_seq=${oldest.seq}&limit=100`)
    expect(before.messages.length + 2).toBe(newest.total)
    const around = await list(`around_seq=${oldest.seq}&limit=3`)
    expect(around.messages.map(({ id }) => id)).toContain(oldest.id)

    const { epoch } = await here.hanako.must('sync', { epoch: 'unknown', cursors: {} })
    const since = await list(`after_seq=${oldest.seq}&anchor=${oldest.id}&epoch=${epoch}`)
    expect(since).toMatchObject({ from: oldest.seq, complete: true, hasMore: false })
    expect(since.messages.map(({ id }) => id)).toEqual([last.id])
    expect(since.to).toBe(since.head_seq)
    for (const tampered of ['epoch=another', `anchor=${last.id}`, 'anchor=no-such-message']) {
      const answer = await list(`after_seq=${oldest.seq}&${tampered}`)
      expect(answer).toMatchObject({ complete: false, messages: [] })
    }
    expect(await list('after_seq=100000')).toMatchObject({ complete: false })
  })

  test('counts what is unread, and marks up to a number', async () => {
    const { seq } = await send(here.taro, 'I am at the shop')
    const unread = await must('getUnreadCount', hanako.call(`GET /v1/chat/${chat.id}/unread-count`))
    expect(unread.unread_count).toBeGreaterThan(0)
    const line = `PUT /v1/chat/${chat.id}/messages/read` as const
    const read = await must('markRead', hanako.call(line, { json: { up_to_seq: seq } }))
    expect(read).toEqual({ success: true, read_seq: seq, unread_count: 0 })
    const told = await here.taro.next('messages_read', ({ userId }) => userId === 'hanako')
    expect(told.read_seq).toBe(seq)
  })

  test('reads as far as a send declares, and no further', async () => {
    const first = await send(here.hanako, 'One')
    await send(here.hanako, 'Two')
    const payload = { chatId: chat.id, message: { content: 'Got the first' }, read_seq: first.seq }
    await here.taro.must('send_message', payload)
    const { members } = await must('getChat', taro.call(`GET /v1/chat/${chat.id}`))
    expect(members.find(({ user_id }) => user_id === 'taro')?.read_seq).toBe(first.seq)
  })

  test('mutes a chat for oneself alone', async () => {
    const until = '2099-01-01T00:00:00.000Z'
    const line = `PUT /v1/chat/${chat.id}/mute` as const
    expect(await must('muteChat', hanako.call(line, { json: { until } }))).toEqual({
      muted_until: until,
    })
    const own = await must('getChat', hanako.call(`GET /v1/chat/${chat.id}`))
    expect(own.members.map(({ muted_until }) => muted_until)).toEqual([until, undefined])
    const others = await must('getChat', taro.call(`GET /v1/chat/${chat.id}`))
    expect(others.members.map(({ muted_until }) => muted_until)).toEqual([undefined, undefined])
    const off = await must('muteChat', hanako.call(line, { json: { until: null } }))
    expect(off).toEqual({ muted_until: null })
  })

  test('joins by the order, with a cursor, and leaves', async () => {
    const phone = await hanako.connect()
    const whole = await phone.must('join_chat', { chat_id: 'order-1' })
    expect(whole).toMatchObject({ chatId: chat.id, page: { complete: true } })
    expect((await phone.next('chat_history')).messages).toEqual(whole.page.messages)
    expect(await phone.must('leave_chat', { chat_id: chat.id })).toEqual({})

    await send(here.taro, 'While you were away')
    const cursor = { after_seq: whole.page.to, anchor: whole.page.messages.at(-1)?.id ?? null }
    const rest = await phone.must('join_chat', { chat_id: chat.id, ...cursor })
    expect(rest.page.messages.map(({ content }) => content)).toEqual(['While you were away'])
    expect(phone.all('chat_history')).toHaveLength(1)
    phone.close()
  })

  test('tells of a person who comes with the first socket and goes with the last', async () => {
    const other = await server.open({ order_id: 'order-2' })
    await here.taro.must('join_chat', { chat_id: other.id })
    const [phone, desk] = [await hanako.connect(), await hanako.connect()]
    await phone.must('join_chat', { chat_id: other.id })
    expect(await here.taro.next('user_joined', ({ chatId }) => chatId === other.id)).toMatchObject({
      userId: 'hanako',
      role: 'user',
    })
    await desk.must('join_chat', { chat_id: other.id })
    phone.close()
    await desk.must('leave_chat', { chat_id: other.id })
    desk.close()
    await here.taro.next('user_left', ({ chatId }) => chatId === other.id)
    await here.taro.settled()
    const of = (event: 'user_joined' | 'user_left') =>
      here.taro.all(event).filter(({ chatId }) => chatId === other.id)
    expect([of('user_joined').length, of('user_left').length]).toEqual([1, 1])
  })

  test('syncs chats it holds, says which are gone, and brings news of others', async () => {
    const other = await server.open({ order_id: 'order-3', initial_message: undefined })
    await here.taro.must('send_message', { chatId: other.id, message: { content: 'News' } })
    const { epoch } = await here.hanako.must('sync', { epoch: 'unknown', cursors: {} })
    const answer = await here.hanako.must('sync', {
      epoch,
      cursors: { [chat.id]: { seq: 0 }, nowhere: { seq: 5, anchor: null } },
    })
    expect(answer.not_found).toEqual(['nowhere'])
    expect(answer.chats[chat.id]?.page).toMatchObject({ from: 0, complete: true })
    expect(answer.chats[chat.id]?.members).toHaveLength(2)
    const news = answer.inbox.find(({ id }) => id === other.id)
    expect(news).toMatchObject({ unread_count: 1, last_message: { content: 'News' } })
  })

  test('tells watchers who is there', async () => {
    const { presence } = await here.taro.must('watch_presence', { user_ids: ['hanako'] })
    expect(presence).toMatchObject([{ userId: 'hanako', status: 'online' }])
    await here.hanako.must('set_presence', { status: 'away', viewing: chat.id })
    expect(await here.taro.next('presence')).toMatchObject({ userId: 'hanako', status: 'away' })
    await here.hanako.must('set_presence', { status: 'online' })
    expect(await here.taro.next('presence')).toMatchObject({ userId: 'hanako', status: 'online' })
  })

  test('takes a fresh token in place', async () => {
    const token = await tokenOf('hanako')
    const { expires_at } = await here.hanako.must('reauthenticate', { token })
    expect(Date.parse(expires_at)).toBeGreaterThan(Date.now())
  })

  test('keeps inboxes current, also of chats not joined', async () => {
    const phone = await hanako.connect()
    const sent = await send(here.taro, 'Ready at eight')
    const told = await phone.next('chat_updated', ({ head_seq }) => head_seq === sent.seq)
    expect(told).toMatchObject({ chatId: chat.id, last_message: { id: sent.id }, status: 'active' })
    phone.close()
  })

  test('closes for members, reopens for admins, and counts', async () => {
    const other = await server.open({ order_id: 'order-4' })
    const closed = await must('closeChat', hanako.call(`POST /v1/chat/${other.id}/close`))
    expect(closed.status).toBe('closed')
    const during = await must('getChatStats', admin.call('GET /v1/chat/admin/stats'))
    expect(during).toMatchObject({ total_chats: 4, active_chats: 3, closed_chats: 1 })
    const reopened = await must('reopenChat', admin.call(`POST /v1/chat/${other.id}/reopen`))
    expect(reopened.status).toBe('active')
    const told = () => here.taro.next('membership_changed', ({ chatId }) => chatId === other.id)
    expect([(await told()).status, (await told()).status, (await told()).status]).toEqual([
      'active',
      'closed',
      'active',
    ])
  })
})
