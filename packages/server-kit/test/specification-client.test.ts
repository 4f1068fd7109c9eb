import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startServer, type RunningServer } from './support/start-server'
import { storages } from './support/storages'
import { tokenOf } from './support/tokens'

// A client as the public specification describes it, and nothing else: fetch and socket.io-client,
// the names and shapes spelled out. Whatever is read here is read the way that page reads it.
type Json = Record<string, unknown>

describe.each(storages)('a client written from the specification alone, on $name', ({ make }) => {
  let server: RunningServer
  let user: { token: string; socket: Socket }
  let shopper: { token: string; socket: Socket }
  let chatId: string

  beforeAll(async () => {
    server = await startServer({ storage: make() })
    user = await signIn('user-uuid', 'user')
    shopper = await signIn('shopper-uuid', 'shopper')
  })
  afterAll(async () => {
    user.socket.disconnect()
    shopper.socket.disconnect()
    await server[Symbol.asyncDispose]()
  })

  async function signIn(userId: string, role: string) {
    const token = await tokenOf(userId, role)
    const socket = io(`${server.url}/chat`, { auth: { token }, transports: ['websocket'] })
    const data = await heard(socket, 'connected')
    expect(data).toMatchObject({ userId, role, timestamp: anInstant })
    return { token, socket }
  }

  async function call(token: string, line: string, body?: Json) {
    const [method = '', path = ''] = line.split(' ')
    const response = await fetch(`${server.url}${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: (await response.json()) as Json }
  }

  test('opens a chat with POST /v1/chat', async () => {
    const { status, body } = await call(user.token, 'POST /v1/chat', {
      order_id: 'order-uuid',
      user_id: 'user-uuid',
      shopper_id: 'shopper-uuid',
      initial_message: 'Hello! Ready to start shopping.',
    })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      id: aString,
      order_id: 'order-uuid',
      user_id: 'user-uuid',
      shopper_id: 'shopper-uuid',
      status: 'active',
      created_at: anInstant,
      updated_at: anInstant,
    })
    chatId = body.id as string
  })

  test('sends a message with everything the page shows', async () => {
    const { status, body } = await call(shopper.token, `POST /v1/chat/${chatId}/messages`, {
      content: 'Hello! How are you?',
      type: 'text',
      attachment_url: 'https://example.com/image.jpg',
      attachment_type: 'image/jpeg',
      metadata: { custom_field: 'value' },
    })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      id: aString,
      content: 'Hello! How are you?',
      type: 'text',
      attachment_url: 'https://example.com/image.jpg',
      attachment_type: 'image/jpeg',
      metadata: { custom_field: 'value' },
    })
  })

  test('lists its chats by page and limit', async () => {
    const path = '/v1/chat/my-chats?page=1&limit=20'
    const { status, body } = await call(user.token, `GET ${path}`)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      chats: [
        {
          id: chatId,
          order_id: 'order-uuid',
          user_id: 'user-uuid',
          shopper_id: 'shopper-uuid',
          status: 'active',
          created_at: anInstant,
          updated_at: anInstant,
          last_message: {
            id: aString,
            content: 'Hello! How are you?',
            type: 'text',
            sender_role: 'shopper',
            created_at: anInstant,
          },
          unread_count: 1,
        },
      ],
      total: 1,
    })
  })

  test('reads the history by page and limit', async () => {
    const path = `/v1/chat/${chatId}/messages?page=1&limit=50`
    const { status, body } = await call(user.token, `GET ${path}`)
    expect(status).toBe(200)
    const contents = (body.messages as Json[]).map(({ content }) => content)
    expect(contents).toEqual(['Hello! Ready to start shopping.', 'Hello! How are you?'])
  })

  test('marks messages read with PUT', async () => {
    const history = await call(user.token, `GET /v1/chat/${chatId}/messages?page=1&limit=50`)
    const message_ids = (history.body.messages as Json[]).map(({ id }) => id)
    const path = `/v1/chat/${chatId}/messages/read`
    const { status, body } = await call(user.token, `PUT ${path}`, { message_ids })
    expect(status).toBe(200)
    expect(body.success).toBe(true)
    const list = await call(user.token, 'GET /v1/chat/my-chats?page=1&limit=20')
    expect((list.body.chats as Json[])[0]?.unread_count).toBe(0)
  })

  test('joins the chat, gets its history, and the other is told', async () => {
    const history = heard(user.socket, 'chat_history')
    user.socket.emit('join_chat', { chat_id: chatId })
    const contents = ((await history).messages as Json[]).map(({ content }) => content)
    expect(contents).toEqual(['Hello! Ready to start shopping.', 'Hello! How are you?'])

    const joined = heard(user.socket, 'user_joined')
    shopper.socket.emit('join_chat', { chat_id: chatId })
    expect((await joined).userId).toBe('shopper-uuid')
  })

  test('sends and receives messages over the socket', async () => {
    const received = [heard(user.socket, 'new_message'), heard(shopper.socket, 'new_message')]
    user.socket.emit('send_message', { chatId, message: { content: 'Hello!', type: 'text' } })
    for (const message of await Promise.all(received)) {
      expect(message).toMatchObject({ chat_id: chatId, content: 'Hello!', sender_role: 'user' })
    }
  })

  test('tells of typing, from start to stop', async () => {
    for (const action of ['start', 'stop']) {
      const told = heard(shopper.socket, 'typing_indicator')
      user.socket.emit('typing_indicator', { chat_id: chatId, action })
      expect(await told).toMatchObject({ action, userId: 'user-uuid' })
    }
  })

  test('marks messages read over the socket', async () => {
    const received = heard(shopper.socket, 'new_message')
    user.socket.emit('send_message', { chatId, message: { content: 'Eggs?', type: 'text' } })
    const { id } = await received
    const read = heard(user.socket, 'messages_read')
    shopper.socket.emit('mark_messages_read', { chatId, messageIds: [id] })
    expect((await read).messageIds).toContain(id)
  })

  test('hears of order updates', async () => {
    const told = heard(user.socket, 'order_update')
    await server.otsy.orders.update('order-uuid', { status: 'shopping' })
    expect((await told).update).toEqual({ status: 'shopping' })
  })

  test('hears of a shared receipt', async () => {
    const told = heard(user.socket, 'receipt_shared')
    await server.otsy.receipts.share(chatId, { url: 'https://example.com/receipt.pdf' })
    expect((await told).receiptUrl).toBe('https://example.com/receipt.pdf')
  })

  test('is refused at connection without a valid token', async () => {
    const socket = io(`${server.url}/chat`, {
      auth: { token: 'jwt-token' },
      transports: ['websocket'],
      forceNew: true,
    })
    expect((await heard(socket, 'connect_error')).message).not.toBe('')
    socket.disconnect()
  })
})

const aString: unknown = expect.any(String)
const anInstant: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/)

async function heard(socket: Socket, event: string): Promise<Json> {
  return await new Promise((resolve) => socket.once(event, resolve))
}
