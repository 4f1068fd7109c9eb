import { describe, expect, it } from 'vitest'
import { ServerProcess } from './process'

const memory = { JWT_SECRET: 'a secret that is long enough for HS256', DATABASE_URL: 'memory:' }

describe('npm run serve', () => {
  it('prints where it serves and nothing else, and ends well on SIGTERM', async () => {
    await using server = new ServerProcess('serve', { ...memory, PORT: '0' })
    const url = await server.ready()
    const answer = await fetch(`${url}/v1/chat/my-chats`)
    expect(answer.status).toBe(401)
    expect(await answer.json()).toMatchObject({ error: { code: 'unauthenticated' } })
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

  it.each([
    [
      'DATA_DIR',
      'a data folder that is a file',
      { DATABASE_URL: '', DATA_DIR: import.meta.filename },
    ],
    ['HOST', 'a host that is no address of this machine', { HOST: '192.0.2.1' }],
  ])('names %s for %s', async (setting, _what, env) => {
    await using server = new ServerProcess('serve', { ...memory, PORT: '0', ...env })
    expect(await server.exited).toBe(1)
    expect(server.stderr).toContain(`The server cannot start:\n  ${setting} `)
  })

  it('says which database does not answer', async () => {
    // Port 9 (discard) is not served here.
    const env = { ...memory, PORT: '0', DATABASE_URL: 'postgres://otsy@127.0.0.1:9/otsy' }
    await using server = new ServerProcess('serve', env)
    expect(await server.exited).toBe(1)
    expect(server.stderr).toContain('The server cannot start')
    expect(server.stderr).toContain('127.0.0.1:9')
  })
})
