import { describe, expect, test } from 'vitest'
import { startServer } from './support/start-server'
import { signToken, tokenOf } from './support/tokens'

/** Between one and two seconds to live, the shortest a whole number of seconds allows. */
const shortLived = (claims: object = {}) =>
  signToken({ sub: 'hanako', role: 'user', exp: Math.floor(Date.now() / 1_000) + 2, ...claims })

describe('a token that ends while its socket lives', () => {
  test('is announced, then the socket is cut', async () => {
    await using server = await startServer()
    const socket = server.socket({ auth: { token: await shortLived() } })
    const { expires_at } = await socket.next('token_expiring')
    expect(Date.parse(expires_at)).toBeGreaterThan(Date.now())
    expect(await socket.next('error')).toMatchObject({ code: 'token_expired', event: 'connection' })
    await socket.closed()
  })

  test('is replaced in place: the socket stays, in its chats', async () => {
    await using server = await startServer()
    const chat = await server.open()
    const socket = server.socket({ auth: { token: await shortLived() } })
    await socket.must('join_chat', { chat_id: chat.id })
    await socket.next('token_expiring')
    await socket.must('reauthenticate', { token: await shortLived() })
    // The second one is announced too, so the first has ended by then without harm.
    await socket.next('token_expiring')
    await socket.must('reauthenticate', { token: await tokenOf('hanako') })
    const said = await server.otsy.chat.send(chat.id, { content: 'Still here?' })
    await socket.next('new_message', ({ id }) => id === said.id)
    expect(socket.names).not.toContain('error')
  })

  test('is not replaced by a worthless one, nor by another person’s or another role’s', async () => {
    await using server = await startServer()
    const socket = await (await server.person('hanako')).connect()
    const attempt = async (token: string) => await socket.ask('reauthenticate', { token })
    expect(await attempt('worthless')).toMatchObject({ error: { code: 'unauthenticated' } })
    expect(await attempt(await tokenOf('taro'))).toMatchObject({ error: { code: 'forbidden' } })
    const admin = await tokenOf('hanako', 'admin')
    expect(await attempt(admin)).toMatchObject({ error: { code: 'forbidden' } })
    expect(await attempt(await shortLived({ exp: 1_000 }))).toMatchObject({
      error: { code: 'token_expired' },
    })
    await socket.settled()
    expect(server.log.text()).not.toContain('eyJ')
  })

  test('may lie so far ahead that no clock gets there', async () => {
    await using server = await startServer()
    const socket = await (await server.person('hanako')).connect()
    const token = await shortLived({ exp: 1e15 })
    const { expires_at } = await socket.must('reauthenticate', { token })
    expect(expires_at).toBe('9999-12-31T23:59:59.999Z')
  })
})

describe('a flood', () => {
  test('gets rate_limited with the time to wait, then is cut; others go on', async () => {
    await using server = await startServer({ limits: { rate: { points: 20, seconds: 60 } } })
    const flooder = await (await server.person('mallory')).connect()
    const bystander = await (await server.person('hanako')).connect()
    // Coming in was the first of the twenty.
    const asked = Array.from({ length: 19 }, () => flooder.raw('set_presence', { status: 'away' }))
    for (const ack of await Promise.all(asked)) expect(ack.ok).toBe(true)
    const refused = await flooder.raw('set_presence', { status: 'online' })
    expect(refused).toMatchObject({ ok: false, error: { code: 'rate_limited', retryable: true } })
    if (!refused.ok) expect(refused.error.retry_after_ms).toBeGreaterThan(0)
    const mallory = await server.person('mallory')
    const rest = await mallory.call('GET /v1/chat/my-chats')
    expect(rest.status).toBe(429)
    expect(Number(rest.headers.get('retry-after'))).toBeGreaterThan(0)
    const { data } = await server.socket({ auth: { token: mallory.token } }).refused()
    expect(data).toMatchObject({ error: { code: 'rate_limited' } })
    // Nonsense is a flood as well.
    for (let i = 0; i < 60; i++) {
      flooder.io.emit('set_presence', { status: 'online' })
      flooder.io.emit('nonsense', { i })
    }
    await flooder.closed()
    await bystander.settled()
  })

  test('of events nobody knows is one too', async () => {
    await using server = await startServer({ limits: { rate: { points: 20, seconds: 60 } } })
    const flooder = await (await server.person('mallory')).connect()
    for (let i = 0; i < 140; i++) flooder.io.emit('nonsense', {})
    await flooder.closed()
  })
})
