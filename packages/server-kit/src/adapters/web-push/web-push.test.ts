import { createECDH } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { importJWK, jwtVerify } from 'jose'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { PushMessage, PushSender } from '../../core/notifications/sender'
import { browserOf, pushBrowser } from '../../../test/support/push-browser'
import { TestPushService } from '../../../test/support/push-service'
import { makeVapidKeys } from './vapid'
import { createSender, webPush } from './web-push'

const vapid = { ...makeVapidKeys(), subject: 'mailto:support@example.com' }
const browser = pushBrowser()
const message: PushMessage = { payload: '{"title":"こんにちは"}', ttl: 60, urgency: 'high' }

let service: TestPushService
let sender: PushSender
beforeAll(async () => {
  service = await TestPushService.start()
})
beforeEach(() => {
  service.pushes.length = 0
  service.answer = (response) => response.writeHead(201).end()
  sender = webPush({ vapid, unsafeTestServices: [service.test] })
})
afterEach(() => sender.close())
afterAll(() => service[Symbol.asyncDispose]())

const send = (changes: Partial<PushMessage> = {}, by: PushSender = sender) =>
  by.send({ endpoint: `${service.origin}/push/1?a=b`, ...browser }, { ...message, ...changes })

describe('what a push service takes', () => {
  test('only the browser can read it', async () => {
    expect(await send()).toEqual({ outcome: 'accepted' })
    const [push] = service.pushes
    expect(push?.path).toBe('/push/1?a=b')
    expect(browser.read(push?.body ?? Buffer.alloc(0))).toBe(message.payload)
    expect(() => pushBrowser().read(push?.body ?? Buffer.alloc(0))).toThrow()
  })

  test('the reader of these tests reads the example of RFC 8291', () => {
    const keys = createECDH('prime256v1')
    keys.setPrivateKey(Buffer.from('q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94', 'base64url'))
    const auth = Buffer.from('BTBZMqHH6r4Tts7J_aSIgg', 'base64url')
    const body =
      'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tlz' +
      'AC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN'
    expect(browserOf(keys, auth).read(Buffer.from(body, 'base64url'))).toBe(
      'When I grow up, I want to be a watermelon',
    )
  })

  test('says who sends, how long it may wait and what it replaces', async () => {
    await send({ ttl: 60.9, urgency: 'low', topic: 'chat-1' })
    const { headers } = service.pushes[0] ?? {}
    expect(headers).toMatchObject({
      ...{ 'content-encoding': 'aes128gcm', ttl: '60', urgency: 'low', topic: 'chat-1' },
    })
    const [, token = '', key = ''] =
      /^vapid t=(\S+), k=(\S+)$/.exec(headers?.authorization ?? '') ?? []
    expect(key).toBe(vapid.publicKey)
    const point = Buffer.from(key, 'base64url')
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) =>
      half.toString('base64url'),
    )
    const publicKey = await importJWK({ kty: 'EC', crv: 'P-256', x, y } as never, 'ES256')
    const { payload } = await jwtVerify(token, publicKey, { audience: service.origin })
    expect(payload.sub).toBe(vapid.subject)
    expect(payload.exp).toBeLessThanOrEqual(Date.now() / 1_000 + 24 * 60 * 60)
  })

  test('each with a key of its own, all under one signature and over connections kept open', async () => {
    const before = service.connections
    for (let i = 0; i < 20; i++) await send()
    // A connection is free a moment after its answer.
    expect(service.connections - before).toBeLessThanOrEqual(2)
    const keys = service.pushes.map(({ body }) => body.subarray(21, 86).toString('hex'))
    expect(new Set(keys).size).toBe(20)
    expect(new Set(service.pushes.map(({ headers }) => headers.authorization)).size).toBe(1)
  })

  test('up to 3,993 bytes, and nothing beyond is sent', async () => {
    const most = 'あ'.repeat(1_331)
    expect(await send({ payload: most })).toEqual({ outcome: 'accepted' })
    expect(browser.read(service.pushes[0]?.body ?? Buffer.alloc(0))).toBe(most)
    expect(service.pushes[0]?.body).toHaveLength(4_096)
    expect(await send({ payload: `${most}a` })).toEqual({ outcome: 'too_large' })
    expect(service.pushes).toHaveLength(1)
  })

  test('keys that are none harm nobody', async () => {
    const target = { endpoint: `${service.origin}/push/1`, p256dh: browser.auth, auth: 'x' }
    expect(await sender.send(target, message)).toEqual({ outcome: 'refused', reason: 'bad_keys' })
  })
})

describe('what it answers', () => {
  const date = new Date('2026-01-15T00:00:00Z').toUTCString()
  const later = new Date('2026-01-15T00:01:30Z').toUTCString()
  test.each([
    [201, {}, { outcome: 'accepted' }],
    [200, {}, { outcome: 'accepted' }],
    [404, {}, { outcome: 'gone', status: 404 }],
    [410, {}, { outcome: 'gone', status: 410 }],
    [401, {}, { outcome: 'key_mismatch', status: 401 }],
    [403, {}, { outcome: 'key_mismatch', status: 403 }],
    [413, {}, { outcome: 'too_large' }],
    [400, {}, { outcome: 'refused', reason: 'rejected', status: 400 }],
    [429, {}, { outcome: 'retry', reason: 'busy', status: 429 }],
    [
      429,
      { 'retry-after': '120' },
      { outcome: 'retry', reason: 'busy', status: 429, retryAfterMs: 120_000 },
    ],
    [
      503,
      { 'retry-after': later, date },
      { outcome: 'retry', reason: 'server_error', status: 503, retryAfterMs: 90_000 },
    ],
    [
      503,
      { 'retry-after': date, date: later },
      { outcome: 'retry', reason: 'server_error', status: 503, retryAfterMs: 0 },
    ],
    [500, { 'retry-after': 'soon' }, { outcome: 'retry', reason: 'server_error', status: 500 }],
  ])('%i %j', async (status, headers, answer) => {
    service.answer = (response) => response.writeHead(status, headers).end('why')
    expect(await send()).toEqual(answer)
  })

  test.each([301, 302, 307, 308])('%i leads nowhere', async (status) => {
    service.answer = (response) =>
      response.writeHead(status, { location: `${service.origin}/elsewhere` }).end()
    expect(await send()).toEqual({ outcome: 'refused', reason: 'redirect', status })
    expect(service.pushes).toHaveLength(1)
  })

  test('a signature that was refused is tried anew once, when it is not fresh', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    try {
      service.answer = (response) => response.writeHead(403).end()
      await send()
      expect(service.pushes).toHaveLength(1)
      vi.setSystemTime(Date.now() + 61_000)
      await send()
      expect(service.pushes).toHaveLength(3)
      const [, second, third] = service.pushes.map(({ headers }) => headers.authorization)
      expect(third).not.toBe(second)
    } finally {
      vi.useRealTimers()
    }
  })

  test('a signature is made anew at half its life, or when the clock is set back', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    try {
      await send()
      vi.setSystemTime(Date.now() + 6 * 60 * 60_000 - 1)
      await send()
      vi.setSystemTime(Date.now() + 1)
      await send()
      vi.setSystemTime(Date.now() - 24 * 60 * 60_000)
      await send()
    } finally {
      vi.useRealTimers()
    }
    const [a, b, c, d] = service.pushes.map(({ headers }) => headers.authorization)
    expect(a).toBe(b)
    expect(new Set([b, c, d]).size).toBe(3)
  })
})

describe('what does not end', () => {
  let written = 0
  const endless = (response: ServerResponse): void => {
    written = 0
    const more = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(8_192))) written += 8_192
    }
    response.on('drain', more)
    more()
  }
  const cut = async (): Promise<ServerResponse> =>
    await new Promise((resolve) => {
      const { answer } = service
      service.answer = (response, push) => {
        response.once('close', () => resolve(response))
        answer(response, push)
      }
    })

  test.each([
    [201, { outcome: 'accepted' }],
    [500, { outcome: 'retry', reason: 'server_error', status: 500 }],
  ])('bytes after a %i are cut', async (status, answer) => {
    service.answer = (response) => endless(response.writeHead(status))
    const closed = cut()
    expect(await send()).toEqual(answer)
    expect((await closed).writableFinished).toBe(false)
    // What the buffers on the way hold, and far from what would come in the time it has.
    expect(written).toBeLessThan(32 * 2 ** 20)
  })

  test.each([
    ['nothing', () => {}, { outcome: 'retry', reason: 'timeout' }],
    [
      'a body that never comes',
      (response: ServerResponse) => response.writeHead(404).flushHeaders(),
      { outcome: 'gone', status: 404 },
    ],
    [
      'promises without end',
      (response: ServerResponse) => response.writeEarlyHints({ link: '</a>; rel=preload' }),
      { outcome: 'retry', reason: 'timeout' },
    ],
  ])('%s is cut in time', async (_what, answer, expected) => {
    const impatient = webPush({ vapid, timeoutMs: 100, unsafeTestServices: [service.test] })
    service.answer = answer
    const closed = cut()
    expect(await send({}, impatient)).toEqual(expected)
    await closed
    await impatient.close()
  })

  test('headers are cut', async () => {
    service.answer = ({ socket }) => {
      socket?.write('HTTP/1.1 201 Created\r\n')
      const more = (): void => {
        while (socket?.write(`x-more: ${'a'.repeat(1_000)}\r\n`));
      }
      socket?.on('drain', more).on('error', () => {})
      more()
    }
    expect(await send()).toEqual({ outcome: 'retry', reason: 'endless_answer' })
  })

  test('one waiting for a connection has no more time than others', async () => {
    const options = { timeoutMs: 500, connections: 1, unsafeTestServices: [service.test] }
    const narrow = webPush({ vapid, ...options })
    service.answer = () => {}
    const answers = await Promise.all([send({}, narrow), send({}, narrow), send({}, narrow)])
    expect(answers).toEqual(Array(3).fill({ outcome: 'retry', reason: 'timeout' }))
    const { length } = service.pushes
    service.answer = (response) => response.writeHead(201).end()
    expect(await send({}, narrow)).toEqual({ outcome: 'accepted' })
    // Those whose time was over while they waited were not sent after all.
    expect(service.pushes).toHaveLength(length + 1)
    await narrow.close()
  })
})

test('a service that is away, or that another certificate vouches for, is unreachable', async () => {
  const gone = await TestPushService.start()
  await gone[Symbol.asyncDispose]()
  const { ca } = service.test
  const origins = [gone.origin, service.origin]
  const strict = webPush({
    vapid,
    unsafeTestServices: [gone.test, { ...service.test, ca: ca.replace(/.(?=\n-----END)/, 'A') }],
  })
  for (const origin of origins) {
    expect(await strict.send({ endpoint: `${origin}/push/1`, ...browser }, message)).toEqual({
      ...{ outcome: 'retry', reason: 'unreachable' },
    })
  }
  await strict.close()
})

test('a connection cut amid an answer is worth another try', async () => {
  service.answer = ({ socket }) => socket?.destroy()
  expect(await send()).toEqual({ outcome: 'retry', reason: 'unreachable' })
})

test('closes when what is under way is over, and sends nothing after', async () => {
  let answered: ServerResponse | undefined
  const arrived = new Promise<void>((resolve) => {
    service.answer = (response) => {
      answered = response
      resolve()
    }
  })
  const sent = send()
  await arrived
  const closed = sender.close()
  answered?.writeHead(201).end()
  expect(await sent).toEqual({ outcome: 'accepted' })
  await closed
  expect(await send()).toEqual({ outcome: 'retry', reason: 'unreachable' })
})

test('a subscription has one secret, which tells nothing of the key', () => {
  const secret = sender.secretOf('sub-1')
  expect(Buffer.from(secret, 'base64url')).toHaveLength(32)
  expect(sender.secretOf('sub-1')).toBe(secret)
  expect(sender.secretOf('sub-2')).not.toBe(secret)
  const other = webPush({ vapid: { ...makeVapidKeys(), subject: vapid.subject } })
  expect(other.secretOf('sub-1')).not.toBe(secret)
  expect(other.keyHash).not.toBe(sender.keyHash)
})

test('connections of many services do not pile up', async () => {
  const options = { vapid, services: ['example.com'], unsafeTestServices: [service.test] }
  const open = createSender(options, (name, _options, callback) =>
    callback(Object.assign(new Error(name), { code: 'ENOTFOUND' }), []),
  )
  await send({}, open)
  const before = service.connections
  for (let i = 0; i < 200; i++) {
    void open.send({ endpoint: `https://n${i}.example.com/p`, ...browser }, message)
  }
  await send({}, open)
  // Its connection was closed to make room.
  expect(service.connections - before).toBe(1)
  await open.close()
})
