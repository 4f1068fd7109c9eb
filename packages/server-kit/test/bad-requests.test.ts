import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Chat, ErrorCode, WireError } from '@otsy/protocol'
import { safeText, httpsUrl, emoji, messageType, timestamp } from '@otsy/protocol/schemas'
import type { RawRequest } from './support/api'
import { startServer, type Person, type RunningServer } from './support/start-server'
import { storages } from './support/storages'

const JSON_TYPE = { 'content-type': 'application/json' }
const CANARY = 'canary-7f3a'

describe.each(storages)('a REST request that is wrong, on $name', ({ make }) => {
  let server: RunningServer
  let hanako: Person
  let admin: Person
  let chat: Chat

  beforeAll(async () => {
    server = await startServer({ storage: make() })
    hanako = await server.person('hanako')
    admin = await server.person('admin', 'admin')
    chat = await server.open({ initial_message: 'Hello' })
  })
  afterAll(() => server[Symbol.asyncDispose]())

  type Case = [
    name: string,
    line: `${string} /${string}`,
    request: RawRequest,
    status: number,
    code: ErrorCode,
  ]
  const post = (name: string, request: RawRequest, refusal: [number, ErrorCode]): Case => [
    name,
    'POST /v1/chat/:id/messages',
    request,
    ...refusal,
  ]
  const list = (query: string, path = ':id/messages'): Case => [
    query,
    `GET /v1/chat/${path}?${query}`,
    {},
    400,
    'invalid_input',
  ]
  const deep = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`

  test.each<Case>([
    post('bad JSON', { headers: JSON_TYPE, body: `{"content":"${CANARY}` }, [400, 'invalid_json']),
    post('two JSON bodies', { headers: JSON_TYPE, body: '{}{}' }, [400, 'invalid_json']),
    post('an empty body', { headers: JSON_TYPE, body: '' }, [400, 'invalid_json']),
    post('bytes that are no UTF-8', { headers: JSON_TYPE, body: new Uint8Array([34, 0xff, 34]) }, [
      400,
      'invalid_json',
    ]),
    post('JSON 10,000 deep', { headers: JSON_TYPE, body: `{"content":"x","metadata":${deep}}` }, [
      400,
      'invalid_input',
    ]),
    post('a body over 256 KB', { json: { content: 'x'.repeat(262_144) } }, [
      413,
      'payload_too_large',
    ]),
    post('a key of 1 MB', { json: { content: 'x', client_id: 'k'.repeat(1 << 20) } }, [
      413,
      'payload_too_large',
    ]),
    post('no content type', { headers: { 'content-type': '' }, body: '{}' }, [
      415,
      'unsupported_media_type',
    ]),
    post(
      'a form',
      { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'a=1' },
      [415, 'unsupported_media_type'],
    ),
    post(
      'a type that only begins like JSON',
      { headers: { 'content-type': 'application/jsonp' }, body: '{}' },
      [415, 'unsupported_media_type'],
    ),
    post(
      'a compressed body',
      {
        headers: { ...JSON_TYPE, 'content-encoding': 'gzip' },
        body: new Uint8Array([31, 139, 8, 0]),
      },
      [415, 'unsupported_media_type'],
    ),
    post(
      'a plain body that says it is compressed',
      { headers: { ...JSON_TYPE, 'content-encoding': 'gzip' }, body: '{"content":"x"}' },
      [415, 'unsupported_media_type'],
    ),
    ...['limit=1e9', 'limit=101', 'limit=0', 'limit=-1', 'limit=1;drop', 'limit=', 'limit=1.5'].map(
      (q) => list(q),
    ),
    ...['page=0', 'page=x', 'page=1&page=2', 'page=99999999999999999999', 'offset=10'].map((q) =>
      list(q),
    ),
    ...[
      'page=1&after_seq=1',
      'epoch=e',
      'anchor=a',
      'after_seq=-1',
      'before_seq=9007199254740993',
    ].map((q) => list(q)),
    list('limit=1e9', 'my-chats'),
    list('cursor=abc', 'my-chats'),
    list('token=abc', ':id'),
    ['an unknown route', 'GET /v1/chat/a/b/c/d/e', {}, 404, 'not_found'],
    ['a method that is not there', 'DELETE /v1/chat/:id', {}, 405, 'method_not_allowed'],
    ['an id with NUL', 'GET /v1/chat/a%00b', {}, 400, 'invalid_input'],
    ['an id that is too long', `GET /v1/chat/${'a'.repeat(129)}`, {}, 400, 'invalid_input'],
    [
      'an emoji that is none',
      'PUT /v1/chat/:id/messages/m/reactions/%3Cb%3E',
      {},
      400,
      'invalid_input',
    ],
    [
      'a part of an emoji',
      'PUT /v1/chat/:id/messages/m/reactions/%E2%80%8D',
      {},
      400,
      'invalid_input',
    ],
    [
      'an edit to blanks',
      'PATCH /v1/chat/:id/messages/m',
      { json: { content: ' ' } },
      400,
      'invalid_input',
    ],
    [
      'an edit of 10,001 characters',
      'PATCH /v1/chat/:id/messages/m',
      { json: { content: 'x'.repeat(10_001) } },
      400,
      'invalid_input',
    ],
    [
      'a mute until never',
      'PUT /v1/chat/:id/mute',
      { json: { until: 'tomorrow' } },
      400,
      'invalid_input',
    ],
    [
      'a mute until a day that is none',
      'PUT /v1/chat/:id/mute',
      { json: { until: '2026-02-31T00:00:00.000Z' } },
      400,
      'invalid_input',
    ],
    [
      'a chat with oneself',
      'POST /v1/chat',
      { json: { order_id: 'o', user_id: 'hanako', shopper_id: 'hanako' } },
      400,
      'invalid_input',
    ],
    [
      'a chat of no order',
      'POST /v1/chat',
      { json: { user_id: 'hanako', shopper_id: 'taro' } },
      400,
      'invalid_input',
    ],
    [
      'a chat with a status',
      'POST /v1/chat',
      { json: { order_id: 'o', user_id: 'hanako', shopper_id: 'taro', status: 'closed' } },
      400,
      'invalid_input',
    ],
    [
      'a first message of spaces',
      'POST /v1/chat',
      { json: { order_id: 'o', user_id: 'hanako', shopper_id: 'taro', initial_message: '  ' } },
      400,
      'invalid_input',
    ],
  ])('%s: %s', async (...[, line, request, status, code]) => {
    const before = await server.stored(chat.id)
    const answer = await hanako.call(line.replace(':id', chat.id) as typeof line, request)
    expect(answer).toMatchObject({ status, body: { error: { code, retryable: false } } })
    const { error } = answer.body as { error: WireError }
    expect(answer.headers.get('x-request-id')).toBe(error.request_id)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(JSON.stringify(error)).not.toMatch(/ at .*\.(?:ts|js):|node_modules/)
    expect(await server.stored(chat.id)).toEqual(before)
  })

  test('says which methods a path has', async () => {
    const { headers } = await hanako.call(`DELETE /v1/chat/${chat.id}`)
    expect(headers.get('allow')).toBe('GET')
  })

  test('a header block that is far too big never reaches the routes', async () => {
    const headers = Object.fromEntries(
      Array.from({ length: 2_000 }, (_, i) => [`x-h${i}`, 'value']),
    )
    const response = await fetch(`${server.url}/v1/chat/my-chats`, { headers })
    expect(response.status).toBe(431)
  })

  test('data of people is never cached, refusals neither', async () => {
    for (const path of ['my-chats', chat.id, `${chat.id}/messages`, `${chat.id}/unread-count`]) {
      const { status, headers } = await hanako.call(`GET /v1/chat/${path}`)
      expect([status, headers.get('cache-control')]).toEqual([200, 'no-store'])
      expect(headers.get('x-content-type-options')).toBe('nosniff')
    }
  })

  test('admin routes are for admins', async () => {
    expect((await hanako.call('GET /v1/chat/admin/stats')).status).toBe(403)
    expect((await hanako.call(`POST /v1/chat/${chat.id}/reopen`)).status).toBe(403)
    expect((await admin.call('GET /v1/chat/admin/stats')).status).toBe(200)
  })

  test('paging goes on over a page of deleted messages', async () => {
    const { id } = await server.open({ order_id: 'order-2' })
    for (const content of ['one', 'two', 'three', 'four'])
      await server.otsy.chat.send(id, { content })
    const { messages } = await server.otsy.chat.history(id, { page: 1, limit: 2 })
    for (const message of messages) await server.otsy.chat.delete(id, message.id)
    const page = await hanako.call(`GET /v1/chat/${id}/messages?page=1&limit=2`)
    expect(page.body).toMatchObject({ hasMore: true, messages: [{ content: '' }, { content: '' }] })
    const older = await hanako.call(`GET /v1/chat/${id}/messages?page=2&limit=2`)
    expect(older.body).toMatchObject({ messages: [{ content: 'one' }, { content: 'two' }] })
  })

  test('no log holds what people wrote', () => {
    expect(server.log.text()).not.toContain(CANARY)
    expect(server.log.text()).not.toContain(hanako.token)
  })
})

describe('patterns meet texts made to slow them down', () => {
  const LONG = 250_000
  test.each([
    [
      'marks in runs just short of the limit',
      safeText,
      `a${'\u0301'.repeat(64)}`.repeat(LONG / 65),
    ],
    ['one endless run of marks', safeText, '\u0301'.repeat(LONG)],
    ['an address of backslashes', httpsUrl, `https://${'\\'.repeat(LONG)}`],
    ['an address of dots', httpsUrl, `https://${'a.'.repeat(LONG / 2)}`],
    ['an endless emoji', emoji, '👍'.repeat(LONG / 2)],
    ['an endless name', emoji, `:${'a'.repeat(LONG)}`],
    ['an endless kind', messageType, 'a'.repeat(LONG)],
    ['an endless moment', timestamp, '2'.repeat(LONG)],
  ])('%s: the answer takes little of the processor', (_name, schema, text) => {
    schema.safeParse(text)
    const before = process.cpuUsage()
    schema.safeParse(text)
    const { user } = process.cpuUsage(before)
    // Work, not time on the clock: a pattern that backtracks needs thousands of times this.
    expect(user).toBeLessThan(50_000)
  })
})
