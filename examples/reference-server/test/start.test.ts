import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { copyEmptyPglite } from '../../../test/support/test-database'
import { ServerProcess } from './process'

let dataDir: string

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'otsy-demo-'))
})
afterEach(async () => {
  await rm(dataDir, { recursive: true, force: true })
})

const demo = (env: Record<string, string> = {}) =>
  new ServerProcess('start', { PORT: '0', DATA_DIR: dataDir, ...env })
const memory = { DATABASE_URL: 'memory:' }

interface Session {
  readonly token: string
  readonly user: { readonly id: string; readonly role: string }
  readonly order_id: string
}

async function signIn(url: string, as: string): Promise<Session> {
  return (await (await fetch(`${url}/demo/session?as=${as}`)).json()) as Session
}

async function lastMessage(url: string, { token }: Session): Promise<string> {
  const headers = { authorization: `Bearer ${token}` }
  const inbox: unknown = await (await fetch(`${url}/v1/chat/my-chats`, { headers })).json()
  return (inbox as { chats: { last_message: { content: string } }[] }).chats[0]?.last_message
    .content as string
}

describe('npm start', () => {
  it('keeps its keys and its messages from one start to the next', async () => {
    await copyEmptyPglite(join(dataDir, 'pglite'))
    {
      await using first = demo()
      const url = await first.ready()
      const answer = await fetch(`${url}/demo/order-status`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ status: 'shopping' }),
      })
      expect(answer.status).toBe(200)
      // Killed, not stopped: what was answered must be there all the same.
      first.signal('SIGKILL')
      await first.exited
    }
    const keys = join(dataDir, 'development-keys.json')
    const before = await readFile(keys, 'utf8')
    expect((await stat(keys)).mode & 0o077).toBe(0)

    await using second = demo()
    const url = await second.ready()
    expect(await readFile(keys, 'utf8')).toBe(before)
    const session = await signIn(url, 'customer')
    expect(await lastMessage(url, session)).toContain('shopping')
  })

  it('signs in only who asks on this machine, from its own page', async () => {
    await using server = demo(memory)
    const url = await server.ready()
    expect((await signIn(url, 'shopper')).user.id).toBe('demo-shopper')
    const path = '/demo/session?as=customer'
    expect(await statusOf(url + path, { host: 'rebound.example' })).toBe(403)
    expect(await statusOf(url + path, { origin: 'https://elsewhere.example' })).toBe(403)
    expect((await fetch(`${url}/demo/session?as=admin`)).status).toBe(400)
    expect((await signIn(url, 'operator')).user.role).toBe('admin')
  })

  it('signs no operator in where others can reach it, whatever they call it', async () => {
    await using server = demo({ ...memory, HOST: '0.0.0.0' })
    const { port } = new URL(await server.ready())
    const url = `http://127.0.0.1:${port}`
    expect((await fetch(`${url}/demo/session?as=operator`)).status).toBe(403)
    expect((await signIn(url, 'shopper')).user.role).toBe('shopper')
  })

  it('refuses to run in production', async () => {
    await using server = new ServerProcess('start', {
      NODE_ENV: 'production',
      DATA_DIR: dataDir,
    })
    expect(await server.exited).toBe(1)
    expect(server.stderr).toContain('NODE_ENV is production')
  })
})

/** With headers that `fetch` would not let through. */
function statusOf(url: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
      .on('error', reject)
      .end()
  })
}
