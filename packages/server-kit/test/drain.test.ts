import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { Message } from '@otsy/protocol'
import { memoryStorage } from '../src/adapters/memory/index'
import type { Storage } from '../src/index'
import { heldStorage } from './support/held-storage'
import { startServer, type ServerOptions } from './support/start-server'
import { tokenOf } from './support/tokens'

/** A hook that keeps every send until it is let go; `reached` when so many wait in it. */
function gate(waiting = 1) {
  let left = waiting
  let reach = () => {}
  let open = () => {}
  const reached = new Promise<void>((resolve) => (reach = resolve))
  const opened = new Promise<void>((resolve) => (open = resolve))
  const hooks: NonNullable<ServerOptions['hooks']> = {
    beforeSend: async () => {
      if (--left === 0) reach()
      await opened
      return undefined
    },
  }
  return { reached, open, hooks }
}

/** A store that knows whether it was closed. */
function watched(storage: Storage<never> = memoryStorage()) {
  let isClosed = false
  const close = async () => {
    isClosed = true
    await storage.close()
  }
  return { storage: { ...storage, close }, closed: () => isClosed }
}

/** More than an end takes that waits for nothing. */
async function manyTurns(): Promise<void> {
  for (let turn = 0; turn < 200; turn++) await nextTurn()
}

describe('a server that goes', () => {
  test('answers what waits in a hook, on the socket and on REST, before it cuts', async () => {
    const { reached, open, hooks } = gate(2)
    await using server = await startServer({ hooks })
    const chat = await server.open()
    const [hanako, taro] = [await server.person('hanako'), await server.person('taro')]
    const socket = await hanako.connect()
    const message = { content: 'Wait for me', client_id: 'k' }
    const sent = socket.must('send_message', { chatId: chat.id, message })
    const posted = taro.call(`POST /v1/chat/${chat.id}/messages`, { json: { content: 'And me' } })
    await reached
    const closing = server.otsy.close()
    expect(server.otsy.isOpen).toBe(false)
    open()
    expect(await sent).toMatchObject({ content: 'Wait for me' })
    const farewell = await socket.next('error')
    expect(farewell).toMatchObject({ code: 'shutting_down', event: 'connection' })
    expect(farewell.retry_after_ms).toBeGreaterThan(0)
    await socket.closed()
    expect(await posted).toMatchObject({ status: 201, body: { content: 'And me' } })
    await closing
  })

  test('refuses who comes, and says when to come back', async () => {
    const { reached, open, hooks } = gate()
    await using server = await startServer({ hooks })
    const chat = await server.open()
    const hanako = await server.person('hanako')
    const socket = await hanako.connect()
    const sent = socket.must('send_message', { chatId: chat.id, message: { content: 'x' } })
    await reached
    const closing = server.otsy.close()
    const refused = {
      code: 'shutting_down',
      retryable: true,
      retry_after_ms: expect.any(Number) as number,
    }
    const { data } = await server.socket({ auth: { token: hanako.token } }).refused()
    expect(data).toMatchObject({ error: refused })
    const rest = await hanako.call('GET /v1/chat/my-chats')
    expect(rest).toMatchObject({ status: 503, body: { error: refused } })
    expect(Number(rest.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(rest.headers.get('connection')).toBe('close')
    open()
    await sent
    await closing
  })

  test('answers each connection or ends it, and refuses none in other words', async () => {
    await using server = await startServer({ limits: { rate: false } })
    const chat = await server.open()
    const hanako = await server.person('hanako')
    const sockets = await Promise.all(Array.from({ length: 60 }, () => hanako.connect()))
    const closing = server.otsy.close()
    const asked = sockets.map((socket) =>
      // Cut meanwhile, it gets no answer.
      socket.ask('send_message', { chatId: chat.id, message: { content: 'x' } }).catch(() => null),
    )
    const answers = (await Promise.all(asked)).filter((answer) => answer !== null)
    for (const answer of answers) {
      if (!answer.ok) expect(answer.error).toMatchObject({ code: 'shutting_down', retryable: true })
    }
    for (const socket of sockets) await socket.closed()
    await closing
  })

  test('fault 25: its storage closes once a request is answered that no connection holds', async () => {
    const held = heldStorage()
    const { storage, closed } = watched(held.storage)
    await using server = await startServer({ storage })
    const chat = await server.open()
    const { reached, release } = held.hold('history')
    // As a Web handler: no HTTP server waits for it either.
    const answer = server.otsy.handler(
      new Request(`http://otsy.test/v1/chat/${chat.id}/messages`, {
        headers: { authorization: `Bearer ${await tokenOf('hanako')}` },
      }),
    )
    await reached
    const closing = server.otsy.close()
    await manyTurns()
    expect(closed()).toBe(false)
    release()
    expect((await answer).status).toBe(200)
    await closing
    expect(closed()).toBe(true)
  })

  test('fault 25: its storage closes once a send of the host is stored', async () => {
    const held = heldStorage()
    const { storage, closed } = watched(held.storage)
    await using server = await startServer({ storage })
    const chat = await server.open()
    const { reached, release } = held.hold('append')
    const sent = server.otsy.chat.send(chat.id, { content: 'Under way' })
    await reached
    const closing = server.otsy.close()
    await manyTurns()
    expect(closed()).toBe(false)
    release()
    expect(await sent).toMatchObject({ content: 'Under way' })
    await closing
    expect(closed()).toBe(true)
  })

  test('fault 25: its storage closes once nobody’s inbox is read any more', async () => {
    const held = heldStorage()
    const { storage, closed } = watched(held.storage)
    await using server = await startServer({ storage })
    const chat = await server.open()
    await (await server.person('hanako')).connect()
    const { reached, release } = held.hold('inboxRows')
    await server.otsy.chat.send(chat.id, { content: 'Hello' })
    await reached
    const closing = server.otsy.close()
    await manyTurns()
    expect(closed()).toBe(false)
    release()
    await closing
    expect(closed()).toBe(true)
    expect(held.calls('inboxRows')).toBe(1)
  })

  test('takes no longer than it may, and acknowledges nothing that was not stored', async () => {
    const { reached, open, hooks } = gate()
    const server = await startServer({ hooks, drainMs: 50 })
    const chat = await server.open()
    const socket = await (await server.person('hanako')).connect()
    const acks: Message[] = []
    socket
      .must('send_message', { chatId: chat.id, message: { content: 'x' } })
      .then((ack) => acks.push(ack))
      .catch(() => undefined)
    await reached
    await server.otsy.close()
    await socket.closed()
    open()
    expect(acks).toEqual([])
  })
})
