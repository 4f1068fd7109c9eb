import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeVapidKeys, webPush } from '../src/adapters/web-push'
import { createOtsyServer, jwtAuth } from '../src/index'
import { memoryStorage } from '../src/adapters/memory/index'
import { pushBrowser } from './support/push-browser'
import { TestPushService } from './support/push-service'
import { startServer, type Person, type RunningServer } from './support/start-server'
import { SECRET } from './support/tokens'

const vapid = { ...makeVapidKeys(), subject: 'mailto:support@example.com' }
const { p256dh, auth } = pushBrowser()
const keys = { p256dh, auth }

let service: TestPushService
let server: RunningServer
let hanako: Person
let taro: Person
beforeAll(async () => {
  service = await TestPushService.start()
  const push = webPush({ vapid, unsafeTestServices: [service.test] })
  server = await startServer({ push, limits: { rate: false } })
  hanako = await server.person('hanako')
  taro = await server.person('taro')
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await service[Symbol.asyncDispose]()
})

const subscribe = (person: Person, json: object) =>
  person.call('POST /v1/notifications/subscribe', { json })
const subscribed = async (person: Person) => {
  const { body } = await person.call('GET /v1/notifications/subscriptions')
  return (body as { subscriptions: object[] }).subscriptions
}

describe('what is no push service, or no browser, is refused', () => {
  test.each([
    ['endpoint', { endpoint: 'https://169.254.169.254/canary', keys }],
    ['endpoint', { endpoint: 'https://[::ffff:127.0.0.1]/canary', keys }],
    ['endpoint', { endpoint: 'https://0x7f.1/canary', keys }],
    ['endpoint', { endpoint: 'https://127.0.0.1/fcm.googleapis.com/canary', keys }],
    ['endpoint', { endpoint: 'http://fcm.googleapis.com/canary', keys }],
    [
      'keys.p256dh',
      { endpoint: 'https://fcm.googleapis.com/canary', keys: { ...keys, p256dh: auth } },
    ],
    ['keys.auth', { endpoint: 'https://fcm.googleapis.com/canary', keys: { ...keys, auth: 'AA' } }],
  ])('%s of %j', async (path, json) => {
    const { status, body } = await subscribe(hanako, json)
    expect(status).toBe(400)
    expect(body).toMatchObject({ error: { code: 'invalid_input', details: [{ path }] } })
    expect(JSON.stringify(body)).not.toMatch(/canary|at .+:\d+:\d+/)
    expect(await subscribed(hanako)).toEqual([])
    expect(server.log.text()).not.toContain('canary')
  })
})

test('33: another person takes over no browser, unless it is handed over with all it knows', async () => {
  const endpoint = `${service.origin}/canary/shared`
  const mine = await subscribe(hanako, { endpoint, keys })
  expect(mine.status).toBe(201)
  const { secret } = mine.body as { secret: string }
  const other = pushBrowser()
  const strange = { p256dh: other.p256dh, auth: other.auth }
  for (const attempt of [
    { endpoint, keys },
    { endpoint, keys: strange, secret },
    { endpoint, keys, secret: 'A'.repeat(secret.length) },
  ]) {
    expect((await subscribe(taro, attempt)).status).toBe(404)
  }
  const json = { endpoint }
  expect((await taro.call('POST /v1/notifications/unsubscribe', { json })).status).toBe(404)
  expect(await subscribed(taro)).toEqual([])
  expect((await subscribe(taro, { endpoint, keys, secret })).status).toBe(201)
  expect(await subscribed(hanako)).toEqual([])
})

test('53: of very many subscriptions of one person the newest stay', async () => {
  const endpoints = Array.from({ length: 200 }, (_, i) => `${service.origin}/canary/many-${i}`)
  for (const endpoint of endpoints)
    expect((await subscribe(hanako, { endpoint, keys })).status).toBe(201)
  const kept = await server.storage.notifications.subscriptions('hanako')
  expect(kept?.map(({ endpoint }) => endpoint)).toEqual(endpoints.slice(-20))
})

test('55: a push goes out, and no log and no answer of the API tells where', async () => {
  const arrival = new Promise<string | undefined>((resolve) => {
    service.answer = (response, push) => {
      response.writeHead(410).end()
      resolve(push.headers.authorization)
    }
  })
  await server.otsy.notifications.send('taro', {
    ...{ kind: 'system_alert', title: 'Canary title', body: 'Canary body' },
  })
  const arrived = await arrival
  expect(arrived).toMatch(/^vapid t=/)
  while ((await subscribed(taro)).length > 0) await new Promise((resolve) => setImmediate(resolve))
  expect(server.log.text()).not.toMatch(/canary|vapid t=/i)
})

test('56: production does without services of a test', () => {
  const push = webPush({ vapid, unsafeTestServices: [service.test] })
  const options = { storage: memoryStorage(), auth: jwtAuth({ secret: SECRET }), push }
  const verifyOrder = () => true
  expect(() => createOtsyServer({ ...options, verifyOrder, mode: 'production' })).toThrow(
    'Leave unsafeTestServices out',
  )
})
