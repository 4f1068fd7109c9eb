import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { memoryStorage } from '../src/adapters/memory/index'
import { createOtsyServer, jwtAuth } from '../src/index'
import { RawSocket } from './support/raw-socket'
import { startServer, type RunningServer } from './support/start-server'
import { SECRET, tokenOf } from './support/tokens'

describe('pages of other origins', () => {
  let server: RunningServer
  let token: string
  beforeAll(async () => {
    server = await startServer({ cors: { origins: ['https://shop.example'] } })
    token = await tokenOf('hanako')
  })
  afterAll(() => server[Symbol.asyncDispose]())

  const foreign = [
    'https://evil.example',
    'null',
    'https://shop.example.evil.example',
    'https://evilshop.example',
    'https://shop.example:8443',
    'http://shop.example',
    'https://shop.example/path',
  ]

  test.each(foreign)(
    '%s is refused on REST, in polling and in a WebSocket handshake',
    async (origin) => {
      const headers = { origin }
      const rest = await server.call('GET /v1/chat/my-chats', { token, headers })
      expect(rest).toMatchObject({ status: 403, body: { error: { code: 'origin_not_allowed' } } })
      expect(rest.headers.get('access-control-allow-origin')).toBeNull()
      const preflight = await fetch(`${server.url}/v1/chat`, { method: 'OPTIONS', headers })
      expect(preflight.status).toBe(403)
      const polling = await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`, { headers })
      expect(polling.status).toBe(403)
      await expect(RawSocket.open(server.url, headers)).rejects.toThrow(/403/)
    },
  )

  test('a listed one is let in everywhere', async () => {
    const headers = { origin: 'https://shop.example' }
    const rest = await server.call('GET /v1/chat/my-chats', { token, headers })
    expect(rest.status).toBe(200)
    expect(rest.headers.get('access-control-allow-origin')).toBe('https://shop.example')
    expect(rest.headers.get('vary')).toBe('origin')
    const preflight = await fetch(`${server.url}/v1/chat`, { method: 'OPTIONS', headers })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization')
    const polling = await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`, { headers })
    expect(polling.status).toBe(200)
    expect(polling.headers.get('access-control-allow-origin')).toBe('https://shop.example')
    const raw = await RawSocket.open(server.url, headers)
    raw.close()
  })

  test('the server’s own is let in, and so is who sends none', async () => {
    for (const headers of [{ origin: server.url }, {} as Record<string, string>]) {
      expect((await server.call('GET /v1/chat/my-chats', { token, headers })).status).toBe(200)
      const raw = await RawSocket.open(server.url, headers)
      raw.close()
    }
  })

  test('a refusal reaches a listed page with its headers', async () => {
    const headers = { origin: 'https://shop.example' }
    const answer = await server.call('GET /v1/chat/my-chats', { headers })
    expect(answer.status).toBe(401)
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://shop.example')
  })

  test('are listed by scheme, host and port, or not at all', async () => {
    for (const origin of ['localhost:5173', 'shop.example', '*', 'null', '']) {
      await expect(startServer({ cors: { origins: [origin] } })).rejects.toThrow('is not an origin')
    }
    await using native = await startServer({ cors: { origins: ['capacitor://localhost'] } })
    const headers = { origin: 'capacitor://localhost' }
    expect((await native.call('GET /v1/chat/my-chats', { token, headers })).status).toBe(200)
  })

  test('polling carries a whole conversation too', async () => {
    const chat = await server.open()
    const socket = server.socket({ auth: { token }, transports: ['polling'] })
    await socket.must('join_chat', { chat_id: chat.id })
    const message = { content: 'Slowly' }
    const sent = await socket.must('send_message', { chatId: chat.id, message })
    expect(await socket.next('new_message')).toEqual(sent)
  })
})

test('what is listed as an origin and is none is refused at the start, not read as null', () => {
  const options = { storage: memoryStorage(), auth: jwtAuth({ secret: SECRET }) }
  for (const origin of ['localhost:5173', '*', 'shop.example', 'null']) {
    expect(() => createOtsyServer({ ...options, cors: { origins: [origin] } })).toThrow(
      /cors\.origins .*not an origin/,
    )
  }
  createOtsyServer({ ...options, cors: { origins: ['capacitor://localhost'] } })
})
