import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { manualClock } from '../test/support/clock'
import { Tokens } from './connection/tokens'
import type { OtsyError } from './error'
import { Value } from './observable/value'
import { createRestClient } from './rest'
import { otsyHandlers, refusal, type MockAnswers } from './testing/index'

const url = 'https://chat.example.com/api'
const server = setupServer()
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

function client(answers: MockAnswers, tokens: string[] = ['token-1', 'token-2']) {
  server.use(...otsyHandlers({ url, answers }))
  const clock = manualClock()
  const closed = new Value(false)
  const rest = createRestClient({
    base: url,
    tokens: new Tokens({
      getToken: () => tokens.shift() ?? null,
      onToken: () => undefined,
      environment: manualClock(),
      timeoutMs: 1_000,
    }),
    environment: { ...clock, random: () => 0, fetch: (target, init) => fetch(target, init) },
    timeoutMs: 1_000,
    closed,
  })
  return { rest, clock, closed }
}

const never = () => new Promise<never>(() => undefined)

describe('a route', () => {
  it('is called with its path, query, body and the token', async () => {
    const { rest } = client({
      listMessages: ({ params, query, token }) => {
        expect({ params, query, token }).toEqual({
          params: { chat_id: 'a/b ü' },
          query: { before_seq: '5' },
          token: 'token-1',
        })
        return { messages: [], hasMore: false, total: 0 }
      },
      markRead: ({ body }) => {
        expect(body).toEqual({ up_to_seq: 3 })
        return { success: true, read_seq: 3, unread_count: 0 }
      },
    })
    const params = { chat_id: 'a/b ü' }
    const page = await rest.listMessages({ params, query: { before_seq: 5, limit: undefined } })
    expect(page).toEqual({ messages: [], hasMore: false, total: 0 })
    const read = await rest.markRead({ params, body: { up_to_seq: 3 } })
    expect(read.unread_count).toBe(0)
  })

  it('that is public is called without a token', async () => {
    const { rest } = client({
      getVapidPublicKey: ({ token }) => ({ publicKey: String(token) }),
    })
    expect(await rest.getVapidPublicKey()).toEqual({ publicKey: 'null' })
  })

  it.each(['', '.', '..'])('refuses %j as an id, which would lead elsewhere', async (chat_id) => {
    const { rest } = client({})
    await expect(rest.getChat({ params: { chat_id } })).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('a refusal', () => {
  it('keeps everything the server said', async () => {
    const { rest } = client({
      closeChat: () =>
        refusal(409, {
          code: 'chat_closed',
          message: 'It is closed.',
          request_id: 'r-1',
          details: [{ path: 'status', message: 'closed' }],
        }),
    })
    await expect(rest.closeChat({ params: { chat_id: 'c' } })).rejects.toMatchObject({
      name: 'OtsyError',
      code: 'chat_closed',
      message: 'It is closed.',
      retryable: false,
      requestId: 'r-1',
      details: [{ path: 'status', message: 'closed' }],
    })
  })

  it('of a token is answered with a fresh one, once', async () => {
    const seen: (string | null)[] = []
    const { rest } = client({
      getUnreadCount: ({ token }) => {
        seen.push(token)
        return token === 'token-1' ? refusal(401, { code: 'token_expired' }) : { unread_count: 4 }
      },
    })
    expect(await rest.getUnreadCount({ params: { chat_id: 'c' } })).toEqual({ unread_count: 4 })
    expect(seen).toEqual(['token-1', 'token-2'])
  })

  it('of the fresh token too is handed to the caller', async () => {
    let calls = 0
    const { rest } = client({
      getChatStats: () => {
        calls++
        return refusal(401, { code: 'unauthenticated' })
      },
    })
    await expect(rest.getChatStats()).rejects.toMatchObject({ code: 'unauthenticated' })
    expect(calls).toBe(2)
  })

  it('that passes is tried again for a GET, as late as the server asks, and no more than twice', async () => {
    let calls = 0
    const { rest, clock } = client({
      getUnreadCount: () => {
        calls++
        return refusal(503, { code: 'overloaded', retryable: true, retry_after_ms: 3_000 })
      },
    })
    const answer = rest.getUnreadCount({ params: { chat_id: 'c' } })
    const refused = expect(answer).rejects.toMatchObject({
      code: 'overloaded',
      retryAfterMs: 3_000,
    })
    for (const turn of [1, 2]) {
      await expect.poll(() => clock.next()).toBe(3_000)
      clock.advance(2_999)
      expect(calls).toBe(turn)
      clock.advance(1)
      await expect.poll(() => calls).toBe(turn + 1)
    }
    await refused
  })

  it('that passes is waited out where nobody else would ask again', async () => {
    let calls = 0
    const { rest, clock } = client({
      getUnreadCount: () =>
        ++calls > 3
          ? { unread_count: 1 }
          : refusal(429, { code: 'rate_limited', retryable: true, retry_after_ms: 60_000 }),
    })
    const answer = rest.getUnreadCount({ params: { chat_id: 'c' } }, { retries: Infinity })
    for (const turn of [1, 2, 3]) {
      await expect.poll(() => clock.next()).toBe(60_000)
      expect(calls).toBe(turn)
      clock.advance(60_000)
    }
    expect(await answer).toEqual({ unread_count: 1 })
  })

  it('that passes is not tried again for a write', async () => {
    let calls = 0
    const { rest } = client({
      closeChat: () => {
        calls++
        return refusal(503, { code: 'overloaded', retryable: true })
      },
    })
    const answer = rest.closeChat({ params: { chat_id: 'c' } })
    await expect(answer).rejects.toMatchObject({ code: 'overloaded' })
    expect(calls).toBe(1)
  })
})

describe('a request', () => {
  it('that is not answered in time ends', async () => {
    const { rest, clock } = client({ closeChat: never })
    const answer = rest.closeChat({ params: { chat_id: 'c' } })
    const ended = expect(answer).rejects.toMatchObject({ code: 'timeout', retryable: true })
    await expect.poll(() => clock.next()).toBe(1_000)
    clock.advance(1_000)
    await ended
  })

  it('is taken back by its signal, before and while it is under way', async () => {
    const { rest } = client({ closeChat: never })
    const params = { chat_id: 'c' }
    const early = rest.closeChat({ params }, { signal: AbortSignal.abort() })
    await expect(early).rejects.toMatchObject({ code: 'aborted' })
    const controller = new AbortController()
    const late = rest.closeChat({ params }, { signal: controller.signal })
    controller.abort()
    await expect(late).rejects.toMatchObject({ code: 'aborted' })
  })

  it('ends when the client is closed', async () => {
    const { rest, closed } = client({ closeChat: never })
    const answer = rest.closeChat({ params: { chat_id: 'c' } })
    closed.set(true)
    await expect(answer).rejects.toMatchObject({ code: 'closed' })
    await expect(rest.getChatStats()).rejects.toMatchObject({ code: 'closed' })
  })

  it('may be one of many, and none is left behind', async () => {
    const warnings: Error[] = []
    const hear = (warning: Error) => warnings.push(warning)
    process.on('warning', hear)
    onTestFinished(() => void process.off('warning', hear))
    const { rest, closed } = client({ getChat: never })
    const answers = Array.from({ length: 20 }, (_, i) =>
      rest.getChat({ params: { chat_id: `c${i}` } }),
    )
    const ended = Promise.allSettled(answers)
    // Past the token and the first request.
    await new Promise((resolve) => setImmediate(resolve))
    closed.set(true)
    const codes = (await ended).map(
      (end) => end.status === 'rejected' && (end.reason as OtsyError).code,
    )
    expect(codes).toEqual(answers.map(() => 'closed'))
    expect(warnings).toEqual([])
  })

  it('without anybody signed in is not made', async () => {
    const { rest } = client({}, [])
    await expect(rest.getChatStats()).rejects.toMatchObject({ code: 'signed_out' })
  })

  it('answered by something else than the server says so', async () => {
    const { http, HttpResponse } = await import('msw')
    const { rest } = client({})
    server.use(
      http.post(`${url}/v1/chat/c/close`, () =>
        HttpResponse.html('<h1>Gateway</h1>', { status: 502 }),
      ),
      http.post(`${url}/v1/chat/d/close`, () => HttpResponse.html('<h1>Log in</h1>')),
      http.post(`${url}/v1/chat/e/close`, () => HttpResponse.error()),
    )
    const close = (chat_id: string) => rest.closeChat({ params: { chat_id } })
    await expect(close('c')).rejects.toMatchObject({ code: 'bad_response', retryable: true })
    await expect(close('d')).rejects.toMatchObject({ code: 'bad_response' })
    await expect(close('e')).rejects.toMatchObject({ code: 'network_error', retryable: true })
  })
})
