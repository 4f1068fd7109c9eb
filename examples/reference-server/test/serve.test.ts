import { describe, expect, it } from 'vitest'
import { io } from 'socket.io-client'
import { SignJWT } from 'jose'
import { startRedis } from '../../../test/support/redis'
import { createTestDatabase } from '../../../test/support/test-database'
import { ServerProcess } from './process'

const memory = { JWT_SECRET: 'a secret that is long enough for HS256', DATABASE_URL: 'memory:' }

describe('npm run serve', () => {
  it('prints where it serves and nothing else, and ends well on SIGTERM', async () => {
    await using server = new ServerProcess('serve', { ...memory, PORT: '0' })
    const url = await server.ready()
    const answer = await fetch(`${url}/v1/chat/my-chats`)
    expect(answer.status).toBe(401)
    expect(await answer.json()).toMatchObject({ error: { code: 'unauthenticated' } })
    const unknown = await fetch(`${url}/v1/nope`)
    expect(unknown.status).toBe(404)
    expect(await unknown.json()).toMatchObject({ error: { code: 'not_found' } })
    server.signal('SIGTERM')
    expect(await server.exited).toBe(0)
    expect(server.stdout).toBe(`ready ${url}\n`)
    expect(server.stderr).toContain('verifyOrder agrees to every order id')
  })

  it('refuses to start without a secret, and says how to make one', async () => {
    await using server = new ServerProcess('serve', { DATABASE_URL: 'memory:' })
    expect(await server.exited).toBe(1)
    expect(server.stdout).toBe('')
    expect(server.stderr).toContain('JWT_SECRET is missing')
    expect(server.stderr).toContain('openssl rand -base64 48')
  })

  it('says which port is taken', async () => {
    await using first = new ServerProcess('serve', { ...memory, PORT: '0' })
    const { port } = new URL(await first.ready())
    await using second = new ServerProcess('serve', { ...memory, PORT: port })
    expect(await second.exited).toBe(1)
    expect(second.stderr).toContain(`PORT ${port} on 127.0.0.1 is taken`)
  })

  // Port 9 (discard) is not served here.
  const nowhere = 'postgres://otsy:hunter2@127.0.0.1:9/otsy'
  it.each([
    ['HOST', 'a host that is no address of this machine', { HOST: '192.0.2.1' }],
    ['DATA_DIR', 'a file', { DATABASE_URL: '', DATA_DIR: import.meta.filename }],
    ['DATABASE_URL', 'a port where nothing listens', { DATABASE_URL: nowhere }],
    ['REDIS_URL', 'no Redis', { DATABASE_URL: nowhere, REDIS_URL: 'redis://127.0.0.1:9' }],
  ])('names %s for %s, once, with the way out', async (setting, _what, env) => {
    await using server = new ServerProcess('serve', { ...memory, PORT: '0', ...env })
    expect(await server.exited).toBe(1)
    const [, said = ''] = server.stderr.split('The server cannot start:\n')
    const lines = said.trimEnd().split('\n')
    expect(lines).toHaveLength(2)
    expect(lines[0]?.startsWith(`  ${setting} `)).toBe(true)
    expect(lines[1]).toMatch(/^ {4}[A-Z].+\.$/)
    expect(server.stderr).not.toMatch(/hunter2|\[ioredis\]/)
  })

  it('is one of several nodes on a Redis and a database, and outlives the Redis', async () => {
    const redis = await startRedis()
    const database = await createTestDatabase()
    const env = { ...memory, PORT: '0', DATABASE_URL: database.url, REDIS_URL: redis.url }
    {
      await using first = new ServerProcess('serve', env)
      await using second = new ServerProcess('serve', env)
      const [a, b] = await Promise.all([first.ready(), second.ready()])
      const hanako = await person(a, 'hanako')
      const taro = await person(b, 'taro')
      const order = { order_id: 'order-1', user_id: 'hanako', shopper_id: 'taro' }
      const chat = (await hanako.post('/v1/chat', order)) as { readonly id: string }
      await taro.socket.emitWithAck('join_chat', { chat_id: chat.id })
      const say = (content: string) =>
        hanako.post(`/v1/chat/${chat.id}/messages`, { content, type: 'text' })
      expect(await taro.hears(() => say('卵は？'))).toMatchObject({ content: '卵は？' })
      await redis.kill()
      expect(await taro.hears(() => say('牛乳は？'))).toMatchObject({ content: '牛乳は？' })
      for (const { stderr } of [first, second]) {
        expect(stderr).toContain('the Redis of REDIS_URL is away')
        expect(stderr).not.toContain('[ioredis]')
      }
      for (const { socket } of [hanako, taro]) socket.disconnect()
      for (const server of [first, second]) {
        server.signal('SIGTERM')
        expect(await server.exited).toBe(0)
      }
    }
    await redis.stop()
    await database.drop()
  })
})

async function person(url: string, userId: string) {
  const token = await new SignJWT({ sub: userId, role: 'user' })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(memory.JWT_SECRET))
  const socket = io(`${url}/chat`, { transports: ['websocket'], auth: { token } })
  await new Promise((resolve) => socket.once('connected', resolve))
  return {
    socket,
    async post(path: string, body: object): Promise<unknown> {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
      const answer = await fetch(url + path, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      })
      expect(answer.status).toBe(201)
      return await answer.json()
    },
    async hears(cause: () => Promise<unknown>): Promise<unknown> {
      const heard = new Promise((resolve) => socket.once('new_message', resolve))
      await cause()
      return await heard
    },
  }
}
