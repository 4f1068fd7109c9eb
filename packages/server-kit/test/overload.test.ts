import { describe, expect, test } from 'vitest'
import { heldStorage } from './support/held-storage'
import { startServer } from './support/start-server'

describe('a store that answers nobody', () => {
  test('has typing refused first, and a message taken all the same', async () => {
    const held = heldStorage()
    await using server = await startServer({ storage: held.storage, headCheckMs: 3_600_000 })
    const chat = await server.open()
    const person = await server.person('hanako')
    const hanako = await person.connect()
    await hanako.must('join_chat', { chat_id: chat.id })
    const { reached, release } = held.hold('history')
    const page = person.call(`GET /v1/chat/${chat.id}/messages`)
    await reached
    const type = () => hanako.ask('typing_indicator', { chat_id: chat.id, action: 'start' })
    const refused = {
      code: 'overloaded',
      retryable: true,
      retry_after_ms: expect.any(Number) as number,
    }
    await expect.poll(type, { timeout: 10_000 }).toMatchObject({ ok: false, error: refused })
    const message = { content: 'Still here' }
    expect(await hanako.ask('send_message', { chatId: chat.id, message })).toMatchObject({
      ok: true,
    })
    // That one went through at once, so the page alone is slow.
    expect(await type()).toMatchObject({ ok: true })
    release()
    expect(await page).toMatchObject({ status: 200 })
  })
})

describe('a flood', () => {
  test('of joins fills 500 chats of a connection and no more', async () => {
    await using server = await startServer({ limits: { rate: false } })
    const ids = await Promise.all(
      Array.from({ length: 520 }, async (_, i) => (await server.open({ order_id: `o${i}` })).id),
    )
    const hanako = await (await server.person('hanako')).connect()
    const joined = async () => {
      const acks = await Promise.all(ids.map((chat_id) => hanako.ask('join_chat', { chat_id })))
      for (const ack of acks) if (!ack.ok) expect(ack.error.code).toBe('rate_limited')
      return acks.filter(({ ok }) => ok).length
    }
    expect(await joined()).toBe(500)
    // Those that it sits in already it may ask for again.
    expect(await joined()).toBe(500)
  })

  test('of one user is refused and then cut, whatever it asks for', async () => {
    await using server = await startServer({ limits: { rate: { points: 5, seconds: 60 } } })
    const hanako = await (await server.person('hanako')).connect()
    const codes: string[] = []
    const closed = hanako.closed().then(() => null)
    for (let i = 0; i < 200; i++) {
      // Who is cut may get no answer to the last one.
      const ack = await Promise.race([hanako.raw('nonsense').catch(() => null), closed])
      if (ack === null) break
      if (!ack.ok) codes.push(ack.error.code)
    }
    await closed
    expect(codes.filter((code) => code === 'rate_limited').length).toBeGreaterThan(50)
  })

  test('from one address is refused, whoever it says it is, on REST and on the socket', async () => {
    await using server = await startServer({
      proxies: 1,
      limits: { rate: false, addressRate: { points: 3, seconds: 60 } },
    })
    const from = (address: string) => ({ headers: { 'x-forwarded-for': `1.1.1.1, ${address}` } })
    const people = await Promise.all(
      ['hanako', 'taro', 'ken'].map((userId) => server.person(userId)),
    )
    const line = 'GET /v1/chat/my-chats'
    for (const person of people) {
      expect((await person.call(line, from('8.8.8.8'))).status).toBe(200)
    }
    const [hanako] = people
    expect(await hanako?.call(line, from('8.8.8.8'))).toMatchObject({
      status: 429,
      body: { error: { code: 'rate_limited' } },
    })
    expect((await hanako?.call(line, from('9.9.9.9')))?.status).toBe(200)
    const extraHeaders = { 'x-forwarded-for': '8.8.8.8' }
    const socket = server.socket({ auth: { token: hanako?.token ?? '' }, extraHeaders })
    expect((await socket.refused()).data?.error.code).toBe('rate_limited')
  })
})
