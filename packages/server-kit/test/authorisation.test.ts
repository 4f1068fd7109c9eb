import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Chat, ClientEventName, Message, WireError } from '@otsy/protocol'
import type { TestSocket } from './support/socket'
import { startServer, type Person, type RunningServer } from './support/start-server'
import { storages } from './support/storages'

describe.each(storages)('a chat of others is as good as absent, on $name', ({ make }) => {
  let server: RunningServer
  let chat: Chat
  let message: Message
  let mallory: Person
  let socket: TestSocket

  beforeAll(async () => {
    server = await startServer({ storage: make() })
    chat = await server.open()
    message = await server.otsy.chat.send(chat.id, { content: 'Between us' }, { as: 'hanako' })
    mallory = await server.person('mallory', 'shopper')
    socket = await mallory.connect()
  })
  afterAll(() => server[Symbol.asyncDispose]())

  /** The same refusal but for its own id. */
  const bare = (error: unknown) => ({ ...(error as WireError), request_id: '' })

  test.each<[ClientEventName, (chatId: string, messageId: string) => object]>([
    ['join_chat', (chat_id) => ({ chat_id })],
    ['join_chat', (chat_id) => ({ chat_id, after_seq: 0 })],
    ['send_message', (chatId) => ({ chatId, message: { content: 'Hi' } })],
    ['edit_message', (chatId, messageId) => ({ chatId, messageId, content: 'Hi' })],
    ['delete_message', (chatId, messageId) => ({ chatId, messageId })],
    ['react', (chatId, messageId) => ({ chatId, messageId, emoji: '👍', on: true })],
    ['typing_indicator', (chat_id) => ({ chat_id, action: 'start' })],
    ['typing_indicator', (chat_id) => ({ chat_id, action: 'stop' })],
    ['mark_messages_read', (chatId, messageId) => ({ chatId, messageIds: [messageId] })],
    ['mark_messages_read', (chatId) => ({ chatId, up_to_seq: 1 })],
    ['set_presence', (viewing) => ({ status: 'online', viewing })],
  ])('%s answers it like one that does not exist', async (event, payload) => {
    const before = await server.stored(chat.id)
    const theirs = await socket.raw(event, payload(chat.id, message.id))
    const absent = await socket.raw(event, payload('nowhere', 'nothing'))
    if (theirs.ok || absent.ok) throw new Error('it was let through')
    expect(theirs.error.code).toBe('not_found')
    expect(bare(theirs.error)).toEqual(bare(absent.error))
    expect(await server.stored(chat.id)).toEqual(before)
  })

  test.each<[`${string} /${string}`, unknown]>([
    ['GET /v1/chat/:chat', undefined],
    ['GET /v1/chat/order/:order', undefined],
    ['GET /v1/chat/:chat/messages', undefined],
    ['GET /v1/chat/:chat/messages?after_seq=0', undefined],
    ['POST /v1/chat/:chat/messages', { content: 'Hi' }],
    ['PATCH /v1/chat/:chat/messages/:message', { content: 'Hi' }],
    ['DELETE /v1/chat/:chat/messages/:message', undefined],
    ['PUT /v1/chat/:chat/messages/:message/reactions/%F0%9F%91%8D', undefined],
    ['DELETE /v1/chat/:chat/messages/:message/reactions/%F0%9F%91%8D', undefined],
    ['PUT /v1/chat/:chat/messages/read', { up_to_seq: 1 }],
    ['GET /v1/chat/:chat/unread-count', undefined],
    ['PUT /v1/chat/:chat/mute', { until: null }],
    ['POST /v1/chat/:chat/close', undefined],
  ])('%s answers it like one that does not exist', async (line, json) => {
    const before = await server.stored(chat.id)
    const ask = async (chatId: string, messageId: string, orderId: string) => {
      const named = line
        .replace(':chat', chatId)
        .replace(':message', messageId)
        .replace(':order', orderId) as typeof line
      const { status, body } = await mallory.call(named, { json })
      return { status, error: bare((body as { error: WireError }).error) }
    }
    const theirs = await ask(chat.id, message.id, 'order-1')
    expect(theirs.status).toBe(404)
    expect(theirs).toEqual(await ask('nowhere', 'nothing', 'no-order'))
    expect(await server.stored(chat.id)).toEqual(before)
  })

  test('also to one who names themselves in an order that has a chat', async () => {
    const json = { order_id: 'order-1', user_id: 'mallory', shopper_id: 'taro' }
    const taken = await mallory.call('POST /v1/chat', { json })
    expect(taken).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } })
    const stranger = { ...json, user_id: 'hanako' }
    const named = await mallory.call('POST /v1/chat', { json: stranger })
    expect(named).toMatchObject({ status: 403, body: { error: { code: 'forbidden' } } })
  })

  test('a message of another chat is not found in one’s own', async () => {
    const own = await server.open({ order_id: 'order-2', shopper_id: 'mallory' })
    const target = { chatId: own.id, messageId: message.id }
    for (const ack of [
      await socket.ask('edit_message', { ...target, content: 'Hi' }),
      await socket.ask('delete_message', target),
      await socket.ask('react', { ...target, emoji: '👍', on: true }),
      await socket.ask('mark_messages_read', { chatId: own.id, messageIds: [message.id] }),
    ]) {
      expect(ack).toMatchObject({ ok: false, error: { code: 'not_found' } })
    }
    const answer = { content: 'Hi', reply_to: message.id }
    const reply = await socket.ask('send_message', { chatId: own.id, message: answer })
    expect(reply).toMatchObject({ ok: false, error: { code: 'invalid_input' } })
  })

  test('strangers are not watched', async () => {
    const other = await server.person('yuki')
    await other.connect()
    const { presence } = await socket.must('watch_presence', { user_ids: ['yuki', 'mallory'] })
    expect(presence.map(({ userId }) => userId)).toEqual(['mallory'])
  })

  test('an admin sees it, writes as an admin, and stamps nothing by reading', async () => {
    const admin = await (await server.person('admin', 'admin')).connect()
    const { chat: seen, page } = await admin.must('join_chat', { chat_id: chat.id })
    await admin.must('mark_messages_read', { chatId: chat.id, up_to_seq: page.head_seq })
    const said = await admin.must('send_message', {
      chatId: chat.id,
      message: { content: 'How can we help?' },
    })
    expect(said).toMatchObject({ sender_id: 'admin', sender_role: 'admin' })
    const history = await server.otsy.chat.history(seen.id, { page: 1, limit: 10 })
    expect(history.messages.every(({ read_at }) => read_at === undefined)).toBe(true)
  })
})

describe('who sees a chat may not do everything in it', () => {
  test('messages of others are neither edited nor deleted', async () => {
    await using server = await startServer()
    const chat = await server.open()
    const { id } = await server.otsy.chat.send(chat.id, { content: 'Mine' }, { as: 'hanako' })
    const taro = await (await server.person('taro')).connect()
    const target = { chatId: chat.id, messageId: id }
    const edit = await taro.ask('edit_message', { ...target, content: 'Yours' })
    const remove = await taro.ask('delete_message', target)
    for (const ack of [edit, remove]) {
      expect(ack).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    }
  })

  test('own text may be edited for a while, and deleted at any time', async () => {
    await using server = await startServer({ editWindowMs: 0 })
    const chat = await server.open()
    const hanako = await (await server.person('hanako')).connect()
    const message = { content: 'Mine' }
    const { id } = await hanako.must('send_message', { chatId: chat.id, message })
    const target = { chatId: chat.id, messageId: id }
    await expect
      .poll(async () => await hanako.ask('edit_message', { ...target, content: 'Late' }))
      .toMatchObject({ ok: false, error: { code: 'edit_window_over' } })
    await hanako.must('delete_message', target)
    const again = await hanako.ask('react', { ...target, emoji: '👍', on: true })
    expect(again).toMatchObject({ ok: false, error: { code: 'message_deleted' } })
  })

  test('a closed chat is read and marked, not written, except by the host', async () => {
    await using server = await startServer()
    const chat = await server.open({ initial_message: 'Hello' })
    const person = await server.person('hanako')
    const hanako = await person.connect()
    const { id } = await hanako.must('send_message', {
      chatId: chat.id,
      message: { content: 'Hi' },
    })
    await server.otsy.chat.close(chat.id)
    const target = { chatId: chat.id, messageId: id }
    for (const ack of [
      await hanako.ask('send_message', { chatId: chat.id, message: { content: 'More' } }),
      await hanako.ask('edit_message', { ...target, content: 'Ho' }),
      await hanako.ask('delete_message', target),
      await hanako.ask('react', { ...target, emoji: '👍', on: true }),
    ]) {
      expect(ack).toMatchObject({ ok: false, error: { code: 'chat_closed' } })
    }
    const line = `POST /v1/chat/${chat.id}/messages` as const
    expect((await person.call(line, { json: { content: 'More' } })).status).toBe(409)
    const said = await server.otsy.chat.send(chat.id, { content: 'Delivered' })
    const { page } = await hanako.must('join_chat', { chat_id: chat.id })
    expect(page.messages.at(-1)?.id).toBe(said.id)
    const mark = { chatId: chat.id, up_to_seq: said.seq }
    expect(await hanako.must('mark_messages_read', mark)).toMatchObject({ read_seq: said.seq })
  })

  test('one key is one message of one sender: others have keys of their own', async () => {
    await using server = await startServer()
    const chat = await server.open()
    const hanako = await (await server.person('hanako')).connect()
    const taro = await (await server.person('taro')).connect()
    const send = (socket: TestSocket, content: string) =>
      socket.ask('send_message', { chatId: chat.id, message: { content, client_id: 'k' } })
    const first = await send(hanako, 'One')
    expect(await send(hanako, 'One')).toEqual(first)
    expect(await send(hanako, 'Two')).toMatchObject({ error: { code: 'client_id_conflict' } })
    expect(await send(taro, 'Two')).toMatchObject({ ok: true, data: { seq: 2, content: 'Two' } })
  })

  test('one order has one chat, whoever opens it first', async () => {
    await using server = await startServer()
    const chat = await server.open()
    const hanako = await server.person('hanako')
    const order = { order_id: 'order-1', user_id: 'hanako', shopper_id: 'taro' }
    const again = await hanako.call('POST /v1/chat', { json: { ...order, initial_message: 'Hi' } })
    expect(again).toMatchObject({ status: 201, body: { id: chat.id, head_seq: 0 } })
    const other = { ...order, shopper_id: 'jiro' }
    const conflict = await hanako.call('POST /v1/chat', { json: other })
    expect(conflict).toMatchObject({ status: 409, body: { error: { code: 'order_conflict' } } })
  })
})
