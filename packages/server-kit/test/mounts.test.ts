import type { Role } from '@otsy/protocol'
import express from 'express'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { memoryStorage } from '../src/adapters/memory/index'
import { createOtsyServer, jwtAuth } from '../src/index'
import { toExpress } from '../src/transports/mounts/express'
import { request } from './support/api'
import { recordLog } from './support/log'
import { TestSocket } from './support/socket'
import { SECRET, tokenOf } from './support/tokens'

const make = () =>
  createOtsyServer({
    storage: memoryStorage(),
    auth: jwtAuth({ secret: SECRET }),
    logger: recordLog(),
  })

const ORDER = { order_id: 'o', user_id: 'hanako', shopper_id: 'taro', initial_message: 'やあ' }

/** A server of the host on a free port, closed at the end of the test. */
async function listening(server: Server): Promise<AsyncDisposable & { url: string }> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

describe('in an Express app', () => {
  const type = '*/*'
  test.each([
    ['without a parser', undefined],
    ['with express.json() before', express.json()],
    ['with express.text() before', express.text({ type })],
    ['with express.raw() before', express.raw({ type })],
  ])('%s, routes work', async (_how, parser) => {
    const otsy = make()
    const app = express()
    if (parser !== undefined) app.use(parser)
    app.use(toExpress(otsy))
    app.get('/health', (_request, response) => void response.send('"fine"'))
    app.get('/v1/chatter', (_request, response) => void response.send('"not ours"'))
    await using host = await listening(createServer(app))
    const token = await tokenOf('hanako')

    const opened = await request(host.url, 'POST /v1/chat', { token, json: ORDER })
    expect(opened).toMatchObject({ status: 201, body: { order_id: 'o', head_seq: 1 } })
    const { id } = opened.body as { id: string }
    const list = await request(host.url, `GET /v1/chat/${id}/messages?limit=1`, { token })
    expect(list.body).toMatchObject({ messages: [{ content: 'やあ' }] })
    const emoji = `PUT /v1/chat/${id}/messages/nowhere/reactions/%F0%9F%91%8D` as const
    expect((await request(host.url, emoji, { token })).status).toBe(404)
    const closed = await request(host.url, `POST /v1/chat/${id}/close`, { token })
    expect(closed.body).toMatchObject({ status: 'closed' })
    const wrong = await request(host.url, 'POST /v1/chat', { token, json: { order_id: 1 } })
    expect(wrong).toMatchObject({ status: 400, body: { error: { code: 'invalid_input' } } })
    const form = { token, body: 'a=1', headers: { 'content-type': 'text/plain' } }
    expect((await request(host.url, 'POST /v1/chat', form)).status).toBe(415)
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
    const packed = { token, body: new Uint8Array(gzipSync(JSON.stringify(ORDER))), headers }
    const unpacks = parser !== undefined
    expect((await request(host.url, 'POST /v1/chat', packed)).status).toBe(unpacks ? 201 : 415)
    expect((await request(host.url, 'GET /v1/chat/my-chats')).status).toBe(401)

    expect((await request(host.url, 'GET /health')).body).toBe('fine')
    expect((await request(host.url, 'GET /v1/chatter')).body).toBe('not ours')
    await otsy.close()
  })

  test('under a path of the host, and with sockets on its server', async () => {
    const otsy = make()
    const app = express()
    app.use('/api', toExpress(otsy))
    const server = createServer(app)
    await otsy.attach(server)
    await using host = await listening(server)
    const token = await tokenOf('hanako')
    const opened = await request(host.url, 'POST /api/v1/chat', { token, json: ORDER })
    expect(opened.status).toBe(201)
    const socket = new TestSocket(host.url, { auth: { token } })
    expect(await socket.must('join_chat', { chat_id: 'o' })).toMatchObject({ page: { to: 1 } })
    socket.close()
    await otsy.close()
  })
})

describe('on an HTTP server of the host', () => {
  test('its own routes stay its own, and it lives on when Otsy closes', async () => {
    const otsy = make()
    const server = createServer((_request, response) => void response.end('"the host"'))
    await otsy.attach(server)
    await using host = await listening(server)
    const token = await tokenOf('hanako')
    const mine = await request(host.url, 'GET /v1/chat/my-chats', { token })
    expect(mine).toMatchObject({ status: 200, body: { chats: [], total: 0 } })
    expect((await request(host.url, 'GET /')).body).toBe('the host')
    expect((await request(host.url, 'GET /v1/chats')).body).toBe('the host')
    const socket = new TestSocket(host.url, { auth: { token } })
    await socket.next('connected')

    await otsy.close()
    await socket.closed()
    expect((await request(host.url, 'GET /')).body).toBe('the host')
    const late = await request(host.url, 'GET /v1/chat/my-chats', { token })
    expect(late).toMatchObject({ status: 503, body: { error: { code: 'shutting_down' } } })
  })

  test('without routes of its own it answers what is not Otsy’s with 404', async () => {
    const otsy = make()
    const { url } = await otsy.listen(0)
    expect(await request(url, 'GET /')).toMatchObject({ status: 404 })
    await otsy.close()
  })
})

describe('as a Web handler', () => {
  test('it answers requests that no socket carried', async () => {
    const otsy = make()
    const authorization = `Bearer ${await tokenOf('hanako')}`
    const ask = (headers: Record<string, string>, init: RequestInit = {}) =>
      otsy.handler(
        new Request('https://shop.example/v1/chat', {
          method: 'POST',
          body: JSON.stringify(ORDER),
          ...init,
          headers: { authorization, 'content-type': 'application/json', ...headers },
        }),
      )
    const opened = await ask({ origin: 'https://shop.example' })
    expect(opened.status).toBe(201)
    expect(await opened.json()).toMatchObject({ order_id: 'o' })
    expect((await ask({ origin: 'https://evil.example' })).status).toBe(403)
    expect((await ask({ authorization: 'Bearer x' })).status).toBe(401)
    expect((await otsy.handler(new Request('https://shop.example/elsewhere'))).status).toBe(404)
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(65_536).fill(32)),
    })
    const streamed = await ask({}, { body: endless, duplex: 'half' })
    expect(streamed.status).toBe(413)
    await otsy.close()
  })
})

describe('the host’s own calls', () => {
  test('open the storage by themselves', async () => {
    for (const call of [
      (otsy: ReturnType<typeof make>) => otsy.chat.get('nowhere'),
      (otsy: ReturnType<typeof make>) => otsy.chat.members.remove('nowhere', 'hanako'),
      (otsy: ReturnType<typeof make>) => otsy.chat.edit('nowhere', 'm', 'x'),
      (otsy: ReturnType<typeof make>) => otsy.chat.history('nowhere', { page: 1, limit: 1 }),
    ]) {
      let opened = 0
      const storage = memoryStorage()
      const open = () => (opened++, storage.open())
      const auth = jwtAuth({ secret: SECRET })
      const otsy = createOtsyServer({ storage: { ...storage, open }, auth, logger: recordLog() })
      await expect(call(otsy)).rejects.toMatchObject({ code: 'not_found' })
      expect(opened).toBe(1)
      await otsy.close()
    }
  })

  test('are held to the shapes of the wire', async () => {
    const otsy = make()
    const { id } = await otsy.chat.open(ORDER)
    const refused = { code: 'invalid_input' }
    await expect(otsy.chat.open({ ...ORDER, order_id: '' })).rejects.toMatchObject(refused)
    await expect(otsy.receipts.share(id, { url: 'http://x' })).rejects.toMatchObject(refused)
    await expect(otsy.orders.update('o', { status: '' })).rejects.toMatchObject(refused)
    const bare = { type: 'order_update', content: 'x' }
    await expect(otsy.chat.send(id, bare)).rejects.toMatchObject(refused)
    const members = otsy.chat.members
    for (const wrong of [{ user_id: '' }, { role: 'system' as Role }, { sees: -1 }]) {
      const member = { user_id: 'jiro', role: 'shopper' as const, ...wrong }
      await expect(members.add(id, member)).rejects.toMatchObject(refused)
    }
    const jiro = { from: 'taro', to: 'jiro\0' }
    await expect(members.replace(id, jiro)).rejects.toMatchObject(refused)
    await expect(otsy.chat.send(id, { content: 'x' }, { as: 'no one' })).rejects.toMatchObject({
      code: 'not_found',
    })
    await otsy.close()
  })

  test('tell of a receipt also when it is shared in a member’s name', async () => {
    const otsy = make()
    const { url } = await otsy.listen(0)
    const { id } = await otsy.chat.open(ORDER)
    const socket = new TestSocket(url, { auth: { token: await tokenOf('hanako') } })
    await socket.must('join_chat', { chat_id: id })
    const receipt = { type: 'receipt_shared', attachment_url: 'https://example.com/r' }
    await otsy.chat.send(id, receipt, { as: 'taro' })
    expect(await socket.next('receipt_shared')).toMatchObject({
      receiptUrl: 'https://example.com/r',
      message: { sender_id: 'taro', sender_role: 'shopper' },
    })
    socket.close()
    await otsy.close()
  })
})
