import { join } from 'node:path'
import { SignJWT } from 'jose'
import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCluster, type Cluster } from '../src/cluster'

const SERVE = join(import.meta.dirname, '..', '..', 'reference-server', 'src', 'serve.ts')
const sources = { args: ['--conditions=@otsy/source', '--import', 'tsx', SERVE] }

interface Refusal {
  readonly code: string
  readonly retry_after_ms?: number
}

let cluster: Cluster
const sockets: Socket[] = []

beforeAll(async () => {
  cluster = await startCluster({ program: { ...sources, env: { LOG_LEVEL: 'fatal' } }, port: 0 })
}, 60_000)

afterAll(async () => {
  for (const socket of sockets) socket.disconnect()
  await cluster.stop()
}, 60_000)

async function tokenOf(userId: string): Promise<string> {
  return await new SignJWT({ role: 'user' })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(userId)
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(cluster.jwtSecret))
}

async function connect(userId: string, transports: ('polling' | 'websocket')[]): Promise<Socket> {
  const auth = { token: await tokenOf(userId) }
  const socket = io(`${cluster.url}/chat`, { transports, auth, forceNew: true })
  sockets.push(socket)
  await next(socket, 'connected')
  return socket
}

async function openChat(orderId: string): Promise<string> {
  const response = await fetch(`${cluster.url}/v1/chat`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await tokenOf('hanako')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ order_id: orderId, user_id: 'hanako', shopper_id: 'taro' }),
  })
  expect(response.status).toBe(201)
  return ((await response.json()) as { id: string }).id
}

/** Not `once` of node:events, for which an event named `error` is a fault. */
function next(socket: Socket, event: string): Promise<unknown> {
  return new Promise((resolve) => socket.once(event, resolve))
}

type Ack = { readonly ok: boolean; readonly error?: { readonly code: string } }
const ask = (socket: Socket, event: string, payload: unknown): Promise<Ack> =>
  socket.timeout(10_000).emitWithAck(event, payload) as Promise<Ack>

test.each([
  ['websocket alone', ['websocket']],
  ['polling alone', ['polling']],
  ['polling that is upgraded', ['polling', 'websocket']],
] as const)('people talk through the proxy, over %s', async (name, transports) => {
  const chatId = await openChat(name)
  const hanako = await connect('hanako', [...transports])
  const others = await Promise.all(
    Array.from({ length: 3 }, () => connect('taro', [...transports])),
  )
  for (const socket of [hanako, ...others]) {
    expect(await ask(socket, 'join_chat', { chat_id: chatId })).toMatchObject({ ok: true })
  }
  for (const content of ['一つ目', '二つ目']) {
    const heard = others.map((socket) => next(socket, 'new_message'))
    const sent = await ask(hanako, 'send_message', { chatId, message: { content } })
    expect(sent).toMatchObject({ ok: true })
    for (const message of await Promise.all(heard)) expect(message).toMatchObject({ content })
  }
  if (name === 'polling that is upgraded') {
    expect(hanako.io.engine.transport.name).toBe('websocket')
  }
})

test('a node that is told to end sends its people on, and the proxy takes them elsewhere', async () => {
  const chatId = await openChat('drained')
  const people = await Promise.all(
    ['hanako', 'taro', 'hanako', 'taro', 'hanako', 'taro'].map((userId) =>
      connect(userId, ['websocket']),
    ),
  )
  const farewells: Refusal[] = []
  const back = new Set<Socket>()
  const allBack = new Promise<void>((resolve) => {
    for (const socket of people) {
      // What the SDK does by itself; a plain client does not come back when the server cuts it.
      const later = ({ retry_after_ms = 100 }: Refusal) => {
        setTimeout(() => socket.connect(), retry_after_ms)
      }
      socket.on('error', (farewell: Refusal) => {
        farewells.push(farewell)
        later(farewell)
      })
      socket.on('connect_error', (refused: Error & { data?: { error: Refusal } }) => {
        if (refused.data !== undefined) later(refused.data.error)
      })
      socket.on('connected', () => {
        back.add(socket)
        if (farewells.length > 0 && back.size === farewells.length) resolve()
      })
    }
  })
  await cluster.nodes[0]?.stop()
  await allBack
  for (const farewell of farewells) expect(farewell).toMatchObject({ code: 'shutting_down' })
  // The others were left alone.
  expect(farewells.length).toBeLessThan(people.length)
  for (const socket of people) {
    expect(await ask(socket, 'join_chat', { chat_id: chatId })).toMatchObject({ ok: true })
  }
  expect((await fetch(`${cluster.url}/healthz`)).status).toBe(200)
})
