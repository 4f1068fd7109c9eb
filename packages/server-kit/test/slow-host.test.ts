import type { Chat } from '@otsy/protocol'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Viewer } from '../src/index'
import { startServer, type Person, type RunningServer } from './support/start-server'
import type { TestSocket } from './support/socket'

const CANARY = 'canary-51c0'

/** Every function of a host, each of which can be made to answer never. */
function host() {
  let hung: string | undefined
  const answer = <T>(name: string, value: T): T | Promise<T> =>
    hung === name ? new Promise<never>(() => {}) : value
  return {
    hang: (name: string | undefined) => void (hung = name),
    options: {
      // Answers at once, as all do that are not made to hang: no load of the machine makes them late.
      auth: (token: string) => answer('auth', viewerOf(token)),
      verifyOrder: () => answer('verifyOrder', true),
      authorize: ({ action, chat }: { action: string; chat: { order_id: string } }) =>
        answer(`authorize ${action} ${chat.order_id}`, true),
      hooks: {
        beforeSend: () => answer('beforeSend', undefined),
        beforeEdit: () => answer('beforeEdit', undefined),
        onMessage: { run: () => answer('onMessage', undefined), awaited: true },
      },
      kinds: {
        note: {
          from: 'people' as const,
          metadata: {
            '~standard': {
              version: 1 as const,
              vendor: 'a test',
              validate: (value: unknown) => answer('validate', { value }),
            },
          },
        },
      },
    },
  }
}

describe('a function of the host that never answers', () => {
  const { hang, options } = host()
  let server: RunningServer
  let hanako: Person
  let socket: TestSocket
  let chat: Chat
  let other: Chat

  const slow = { code: 'overloaded', retryable: true }
  const send = (content: string) =>
    socket.ask('send_message', { chatId: chat.id, message: { content, type: 'note' } })
  const expectBlamed = (name: string) => {
    expect(server.log.text()).toContain(`${name} took more than 40 ms.`)
    expect(server.log.text()).not.toContain(CANARY)
  }

  beforeAll(async () => {
    server = await startServer({ ...options, hostTimeoutMs: 40 })
    hanako = await server.person('hanako')
    socket = await hanako.connect()
    chat = await server.open()
    other = await server.open({ order_id: 'order-2' })
    for (const { id } of [chat, other]) {
      await server.otsy.chat.send(id, { content: 'Hello' }, { as: 'taro' })
    }
  })
  beforeEach(() => hang(undefined))
  afterAll(() => server[Symbol.asyncDispose]())

  test.each([
    ['beforeSend', 'beforeSend'],
    ['authorize send order-1', 'authorize'],
    ['validate', 'the metadata check of note'],
  ])('%s: messages are refused in time, none is stored, and the next goes', async (hung, name) => {
    const before = (await server.otsy.chat.get(chat.id)).head_seq
    hang(hung)
    const refused = await Promise.all([send(CANARY), send(CANARY)])
    for (const ack of refused) expect(ack).toMatchObject({ ok: false, error: slow })
    hang(undefined)
    expect(await send('well again')).toMatchObject({ ok: true, data: { seq: before + 1 } })
    expectBlamed(name)
  })

  test('beforeEdit: the text stays as it was', async () => {
    const { id } = await socket.must('send_message', { chatId: chat.id, message: { content: 'a' } })
    const edit = { chatId: chat.id, messageId: id, content: CANARY }
    hang('beforeEdit')
    expect(await socket.ask('edit_message', edit)).toMatchObject({ error: slow })
    hang(undefined)
    const { messages } = await server.otsy.chat.history(chat.id, { page: 1, limit: 1 })
    expect(messages).toMatchObject([{ id, content: 'a' }])
    expectBlamed('beforeEdit')
  })

  test('onMessage: the message is stored, so its sender is told that it is', async () => {
    hang('onMessage')
    expect(await send(CANARY)).toMatchObject({ ok: true })
    expectBlamed('onMessage')
  })

  test('verifyOrder: no chat is opened', async () => {
    const json = { order_id: 'order-3', user_id: 'hanako', shopper_id: 'taro' }
    hang('verifyOrder')
    const refused = await hanako.call('POST /v1/chat', { json })
    expect(refused).toMatchObject({ status: 503, body: { error: slow } })
    expect(refused.headers.get('retry-after')).not.toBeNull()
    expect((await hanako.call('GET /v1/chat/order/order-3')).status).toBe(404)
    expectBlamed('verifyOrder')
  })

  test('auth: requests and handshakes are refused as what passes', async () => {
    hang('auth')
    const refused = await hanako.call('GET /v1/chat/my-chats')
    expect(refused).toMatchObject({ status: 503, body: { error: slow } })
    const { data } = await server.socket({ auth: { token: hanako.token } }).refused()
    expect(data?.error).toMatchObject(slow)
    expectBlamed('auth')
  })

  test('authorize, for one chat: lists hold the others', async () => {
    hang('authorize read order-1')
    const { status, body } = await hanako.call('GET /v1/chat/my-chats')
    expect([status, idsOf(body)]).toEqual([200, [other.id]])
    const { inbox } = await socket.must('sync', { epoch: 'e', cursors: {} })
    expect(inbox.map(({ id }) => id)).toEqual([other.id])
    expectBlamed('authorize')
  })

  test('authorize, for one chat: the others are caught up, and it is not said to be gone', async () => {
    hang('authorize read order-1')
    const cursors = { [chat.id]: { seq: 0 }, [other.id]: { seq: 0 } }
    const answer = await socket.must('sync', { epoch: 'e', cursors })
    expect(Object.keys(answer.chats)).toEqual([other.id])
    expect(answer.not_found).toEqual([])
  })

  test('authorize, for every chat: the list is refused, not empty', async () => {
    await server.otsy.chat.members.remove(other.id, 'hanako')
    hang('authorize read order-1')
    const refused = await hanako.call('GET /v1/chat/my-chats')
    expect(refused).toMatchObject({ status: 503, body: { error: slow } })
  })
})

function viewerOf(token: string): Viewer {
  const { sub = '', exp = 0 } = decodeJwt(token)
  return { userId: sub, role: 'user', expiresAt: exp * 1_000 }
}

function idsOf(body: unknown): string[] {
  return (body as { chats: Chat[] }).chats.map(({ id }) => id)
}

test('of one sender only so many messages wait for the host', async () => {
  let release = () => {}
  const gate = new Promise<void>((resolve) => (release = resolve))
  await using server = await startServer({ hooks: { beforeSend: () => gate } })
  const chat = await server.open()
  const hanako = await (await server.person('hanako')).connect()
  const send = (n: number) =>
    hanako.ask('send_message', { chatId: chat.id, message: { content: String(n) } })
  const waiting = Array.from({ length: 100 }, (_, n) => send(n))
  expect(await send(100)).toMatchObject({ error: { code: 'overloaded', retryable: true } })
  const hosts = server.otsy.chat.send(chat.id, { content: 'of the host' })
  release()
  expect((await Promise.all(waiting)).map(({ ok }) => ok)).toEqual(waiting.map(() => true))
  expect(await hosts).toMatchObject({ content: 'of the host' })
})
