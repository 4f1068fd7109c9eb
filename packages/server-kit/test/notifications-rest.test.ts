import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { say, startServer, type Person } from './support/start-server'
import { startNotifying, type NotifyingServer } from './support/start-notifying'

const alert = { kind: 'system_alert', title: 'Closing soon', body: 'At nine' } as const

describe('the routes of notifications', () => {
  let server: NotifyingServer
  let taro: Person
  let jiro: Person
  let admin: Person

  beforeAll(async () => {
    server = await startNotifying()
    taro = await server.server.person('taro')
    jiro = await server.server.person('jiro')
    admin = await server.server.person('admin', 'admin')
  })
  afterAll(() => server[Symbol.asyncDispose]())

  test('the public key needs no token', async () => {
    const answer = await server.server.call('GET /v1/notifications/vapid-public-key')
    expect(answer).toMatchObject({ status: 200, body: { publicKey: server.push.publicKey } })
  })

  test('a device is kept under one id, listed without its address, and removed', async () => {
    const first = await server.subscribe(taro, 'phone')
    const again = await server.must(taro, 'subscribe', { json: first.json })
    expect([again.id, again.secret, again.success]).toEqual([first.id, first.secret, true])
    const { subscriptions } = await server.must(taro, 'listSubscriptions')
    const created_at = new Date(server.now).toISOString()
    expect(subscriptions).toEqual([
      { id: first.id, service: 'silent.push.test', state: 'active', created_at },
    ])
    expect((await server.must(jiro, 'listSubscriptions')).subscriptions).toEqual([])

    const { endpoint } = first
    const gone = { status: 404, body: { error: { code: 'not_found' } } }
    const unsubscribe = 'POST /v1/notifications/unsubscribe'
    expect(await jiro.call(unsubscribe, { json: { endpoint } })).toMatchObject(gone)
    expect(await server.must(taro, 'unsubscribe', { json: { endpoint } })).toMatchObject({
      success: true,
    })
    expect(await taro.call(unsubscribe, { json: { endpoint } })).toMatchObject(gone)
  })

  test('a browser goes over to who signed in last with its secret alone', async () => {
    const { json, secret, id } = await server.subscribe(taro, 'shared')
    const take = (given: object) =>
      jiro.call('POST /v1/notifications/subscribe', { json: { ...json, ...given } })
    expect(await take({})).toMatchObject({ status: 404 })
    expect(await take({ secret: 'guessed' })).toMatchObject({ status: 404 })
    const moved = await take({ secret })
    expect(moved.status).toBe(201)
    expect(moved.body).not.toMatchObject({ id })
    expect((await server.must(taro, 'listSubscriptions')).subscriptions).toEqual([])
  })

  test('a service worker replaces its subscription with the secret, without a token', async () => {
    const { id, secret, json } = await server.subscribe(taro, 'old')
    const path = `PUT /v1/notifications/subscriptions/${id}` as const
    const subscription = { ...json, endpoint: 'https://silent.push.test/taro/new' }
    const replace = (body: object) => server.server.call(path, { json: body })
    expect(await replace({ secret: 'guessed', subscription })).toMatchObject({ status: 404 })
    expect(await replace({ secret, subscription })).toMatchObject({ status: 200, body: { id } })
    await server.notifications.send('taro', alert)
    expect((await server.pushed(subscription)).payload.title).toBe('Closing soon')
    await server.must(taro, 'unsubscribe', { json: { endpoint: subscription.endpoint } })
  })

  test('an answer typed into a notification lands in its chat, under its person’s name', async () => {
    const chat = await server.server.open({ order_id: 'replies' })
    const hanako = await (await server.server.person('hanako')).connect()
    await hanako.must('join_chat', { chat_id: chat.id })
    const { id, secret } = await server.subscribe(taro, 'replying')
    const other = await server.subscribe(jiro, 'foreign')
    await say(hanako, chat.id, 'Oat or soy?')
    const { notification } = await server.decided.next(
      (one) => one.notification.kind === 'chat_message',
    )
    const path = `POST /v1/notifications/${notification.id}/reply` as const
    const reply = (subscription_id: string, given: string) => {
      const content = { content: 'Oat', client_id: 'reply-1' }
      return server.server.call(path, { json: { subscription_id, secret: given, ...content } })
    }
    expect(await reply(id, 'guessed')).toMatchObject({ status: 404 })
    expect(await reply(other.id, other.secret)).toMatchObject({ status: 404 })
    const answer = await reply(id, secret)
    expect(answer).toMatchObject({ status: 201, body: { sender_id: 'taro', content: 'Oat' } })
    expect(await reply(id, secret)).toMatchObject({ status: 201, body: answer.body })
    const heard = await hanako.next('new_message', ({ content }) => content === 'Oat')
    expect(heard.chat_id).toBe(chat.id)
  })

  test('preferences are the specified ones until chosen, and change in part', async () => {
    const defaults = { order_updates: true, chat_messages: true, promotional: false }
    const before = await server.must(jiro, 'getPreferences')
    expect(before).toEqual({ ...defaults, system_alerts: true })
    const quiet_hours = { from: '22:00', to: '07:00', time_zone: 'Asia/Tokyo' }
    const json = { promotional: true, quiet_hours, locale: 'ja' }
    const changed = await server.must(jiro, 'setPreferences', { json })
    expect(changed).toEqual({ success: true, ...before, ...json })
    const { success: _, quiet_hours: _hours, ...rest } = changed
    const without = { success: true, ...rest }
    const none = { json: { quiet_hours: null } }
    expect(await server.must(jiro, 'setPreferences', none)).toEqual(without)
    expect(await server.must(taro, 'getPreferences')).toEqual(before)
  })

  test('the history comes in pages and by kind', async () => {
    const saburo = await server.server.person('saburo')
    for (let i = 0; i < 3; i++) {
      await server.notifications.send('saburo', { ...alert, title: `${i}` })
      await server.notifications.send('saburo', { ...alert, kind: 'payment' })
      await server.decision('saburo')
      await server.decision('saburo')
    }
    const list = async (query: string) => {
      const path = `/v1/notifications/history?${query}` as const
      const { notifications, total } = await server.must(saburo, 'listNotifications', { path })
      return [total, notifications.map(({ title }) => title)]
    }
    expect(await list('kind=system_alert')).toEqual([3, ['2', '1', '0']])
    expect(await list('kind=system_alert&page=2&limit=2')).toEqual([3, ['0']])
    expect(await list('limit=1')).toMatchObject([6, { length: 1 }])
    expect(await server.must(saburo, 'getUnreadNotifications')).toEqual({ unread_count: 6 })
  })

  test('explaining is for its person and admins', async () => {
    const { id } = await server.notifications.send('jiro', { ...alert, kind: 'promotional' })
    await server.decision('jiro')
    const path = `/v1/notifications/${id}/explain` as const
    const mine = await server.must(jiro, 'explainNotification', { path })
    expect(mine.id).toBe(id)
    expect(mine.steps[0]).toMatchObject({ step: 'preference', outcome: 'passed' })
    expect(await server.must(admin, 'explainNotification', { path })).toEqual(mine)
    expect(await taro.call(`GET ${path}`)).toMatchObject({ status: 404 })
    const nowhere = `GET /v1/notifications/${randomUUID()}/explain` as const
    expect(await jiro.call(nowhere)).toMatchObject({ status: 404 })
  })

  test('an admin sends to one person, once under one key', async () => {
    const path = '/v1/notifications/admin/send/shiro'
    const json = { ...alert, url: '/orders/1', tag: 'closing', dedupe_key: 'closing-1' }
    const first = await server.must(admin, 'sendNotification', { path, json })
    expect(first.total).toBe(1)
    expect(await server.must(admin, 'sendNotification', { path, json })).toEqual(first)
    await server.decision('shiro')
    const shiro = await server.server.person('shiro')
    const { notifications, total } = await server.must(shiro, 'listNotifications')
    expect([total, notifications[0]]).toMatchObject([
      1,
      { id: first.id, title: 'Closing soon', url: '/orders/1', tag: 'closing' },
    ])
  })

  test('numbers of all of them are for admins', async () => {
    const stats = await server.must(admin, 'getNotificationStats')
    const sum = (counts: object) => Object.values(counts).reduce<number>((a, b) => a + Number(b), 0)
    expect(stats.total).toBeGreaterThan(5)
    expect(sum(stats.by_state)).toBe(stats.total)
    expect(sum(stats.by_kind)).toBe(stats.total)
  })

  const admins = [
    'POST /v1/notifications/admin/send/taro',
    'POST /v1/notifications/admin/broadcasts',
    'GET /v1/notifications/admin/broadcasts',
    'GET /v1/notifications/admin/broadcasts/any',
    'DELETE /v1/notifications/admin/broadcasts/any',
    'GET /v1/notifications/admin/stats',
  ] as const

  test.each(admins)('%s is for admins', async (line) => {
    const json = line.startsWith('POST') ? { json: alert } : {}
    const refused = { status: 403, body: { error: { code: 'forbidden', retryable: false } } }
    expect(await taro.call(line, json)).toMatchObject(refused)
    expect(await server.server.call(line, json)).toMatchObject({ status: 401 })
  })

  const personal = [
    'POST /v1/notifications/subscribe',
    'GET /v1/notifications/subscriptions',
    'GET /v1/notifications/preferences',
    'GET /v1/notifications/history',
    'GET /v1/notifications/unread-count',
    'PUT /v1/notifications/read',
    'GET /v1/notifications/any/explain',
  ] as const

  test.each(personal)('%s needs a token', async (line) => {
    expect(await server.server.call(line)).toMatchObject({ status: 401 })
  })

  const keys = { p256dh: 'cDI1NmRo', auth: 'YXV0aA' }
  const wrong: [line: `${string} /${string}`, json: object, field: string][] = [
    ['POST /v1/notifications/subscribe', {}, 'endpoint'],
    ['POST /v1/notifications/subscribe', { endpoint: 'https://a.push.test/1' }, 'keys'],
    ['POST /v1/notifications/subscribe', { endpoint: 'https://evil.test/1', keys }, 'endpoint'],
    [
      'POST /v1/notifications/subscribe',
      { endpoint: 'https://a.push.test/1', keys: { ...keys, auth: '<>' } },
      'keys.auth',
    ],
    ['POST /v1/notifications/unsubscribe', {}, 'endpoint'],
    ['PUT /v1/notifications/preferences', { promotional: 'yes' }, 'promotional'],
    ['PUT /v1/notifications/preferences', { sms: true }, ''],
    [
      'PUT /v1/notifications/preferences',
      { quiet_hours: { from: '25:00', to: '07:00', time_zone: 'Asia/Tokyo' } },
      'quiet_hours.from',
    ],
    [
      'PUT /v1/notifications/preferences',
      { quiet_hours: { from: '22:00', to: '07:00', time_zone: 'Asia/Edo' } },
      'quiet_hours.time_zone',
    ],
    ['PUT /v1/notifications/read', { notification_ids: [] }, ''],
    ['PUT /v1/notifications/read', { all: false }, ''],
    ['POST /v1/notifications/admin/send/taro', { ...alert, kind: 'spam' }, 'kind'],
    ['POST /v1/notifications/admin/send/taro', { ...alert, title: '' }, 'title'],
    ['POST /v1/notifications/admin/send/taro', { ...alert, url: 'https://evil.test' }, 'url'],
    ['POST /v1/notifications/admin/send/taro', { ...alert, url: '//evil.test' }, 'url'],
    ['POST /v1/notifications/admin/send/taro', { ...alert, ttl: -1 }, 'ttl'],
    ['POST /v1/notifications/admin/broadcasts', { notification: alert }, ''],
    ['POST /v1/notifications/admin/broadcasts', { user_ids: [], notification: alert }, ''],
  ]

  test.each(wrong)('%s refuses %o and names %j', async (line, json, field) => {
    const { status, body } = await admin.call(line, { json })
    expect(status).toBe(400)
    const { error } = body as { error: { code: string; details?: { path: string }[] } }
    expect(error.code).toBe('invalid_input')
    expect(error.details?.map(({ path }) => path).join(' ')).toContain(field)
  })

  test.each(['page=0', 'limit=101', 'kind=spam', 'cursor=1'])(
    'the history refuses %s',
    async (query) => {
      const answer = await taro.call(`GET /v1/notifications/history?${query}`)
      expect(answer).toMatchObject({ status: 400, body: { error: { code: 'invalid_input' } } })
    },
  )
})

describe('a server without VAPID keys', () => {
  test('says so where keys are needed, and keeps and tells notifications all the same', async () => {
    await using server = await startServer({ notifications: {} })
    const taro = await server.person('taro')
    const refused = { status: 501, body: { error: { code: 'push_not_configured' } } }
    expect(await server.call('GET /v1/notifications/vapid-public-key')).toMatchObject(refused)
    const json = { endpoint: 'https://a.push.test/1', keys: { p256dh: 'YQ', auth: 'YQ' } }
    expect(await taro.call('POST /v1/notifications/subscribe', { json })).toMatchObject(refused)
    const chat = await server.open()
    const [here, there] = [await (await server.person('hanako')).connect(), await taro.connect()]
    await say(here, chat.id, 'Hello')
    expect(await there.next('notification')).toMatchObject({ body: 'Hello', state: 'suppressed' })
    const listed = await taro.call('GET /v1/notifications/history')
    expect(listed).toMatchObject({ status: 200, body: { total: 1 } })
  })
})
