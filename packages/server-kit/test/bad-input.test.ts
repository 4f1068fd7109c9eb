import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Chat, ErrorCode, WireError } from '@otsy/protocol'
import type { TestSocket } from './support/socket'
import { startServer, type Person, type RunningServer } from './support/start-server'
import { storages } from './support/storages'

const CANARY = 'canary-7f3a'

const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) })
const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [i, i]))

/** What no one may send, and the code it gets. Written as text where an object could not hold it. */
const messages: readonly (readonly [name: string, message: unknown, code: ErrorCode])[] = [
  ['an unknown field', { content: CANARY, colour: 'red' }, 'invalid_input'],
  ['a forged sender', { content: CANARY, sender_id: 'taro' }, 'invalid_input'],
  ['a forged role', { content: CANARY, sender_role: 'admin' }, 'invalid_input'],
  ['a forged time', { content: CANARY, created_at: '2020-01-01T00:00:00.000Z' }, 'invalid_input'],
  ['a forged number', { content: CANARY, seq: 1 }, 'invalid_input'],
  ['a forged id', { content: CANARY, id: 'mine' }, 'invalid_input'],
  ['another chat in the body', { content: CANARY, chat_id: 'another' }, 'invalid_input'],
  ['a system message', { content: CANARY, type: 'system' }, 'invalid_input'],
  ['an order update', { content: CANARY, type: 'order_update' }, 'invalid_input'],
  ['a receipt', { content: CANARY, type: 'receipt_shared' }, 'invalid_input'],
  ['a kind nobody registered', { content: CANARY, type: 'poll' }, 'invalid_input'],
  ['a kind called like a property', { content: CANARY, type: 'constructor' }, 'invalid_input'],
  ['a kind that is no name', { content: CANARY, type: '../system' }, 'invalid_input'],
  ['a number for a text', { content: 42 }, 'invalid_input'],
  ['a list for a text', { content: [CANARY] }, 'invalid_input'],
  ['null for a text', { content: null }, 'invalid_input'],
  ['nothing at all', {}, 'invalid_input'],
  ['an empty text', { content: '' }, 'invalid_input'],
  ['spaces alone', { content: ' \n\t ' }, 'invalid_input'],
  ['more than 10,000 characters', { content: 'あ'.repeat(10_001) }, 'invalid_input'],
  ['NUL', { content: `${CANARY}\0` }, 'invalid_input'],
  ['a lone surrogate', { content: `${CANARY}\ud800` }, 'invalid_input'],
  ['10,000 combining marks', { content: `a${'\u0301'.repeat(9_000)}` }, 'invalid_input'],
  ['an image without an address', { content: CANARY, type: 'image' }, 'invalid_input'],
  ...[
    'javascript:alert(1)',
    'java\tscript:alert(1)',
    'java&#x73;cript:alert(1)',
    'JAVASCRIPT:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'http://example.com/a.png',
    'https://user:pass@example.com/a.png',
    'https://localhost/a.png',
    'https://127.0.0.1/a.png',
    'https://2130706433/a.png',
    'https://0x7f.1/a.png',
    'https://[::1]/a.png',
    '//example.com/a.png',
    ' https://example.com/a.png',
    `https://example.com/${'a'.repeat(2_048)}`,
    'https://example.com/"onerror="x',
    'https://example.com/\ud800.png',
  ].map((attachment_url) => {
    const name = `the address ${JSON.stringify(attachment_url.slice(0, 40))}`
    return [name, { type: 'image', attachment_url }, 'invalid_input'] as const
  }),
  ['a media type that is none', { content: CANARY, attachment_type: '<b>' }, 'invalid_input'],
  ['a width of -1', { content: CANARY, attachment_width: -1 }, 'invalid_input'],
  ['metadata that is a list', { content: CANARY, metadata: [1] }, 'invalid_input'],
  ['metadata nine deep', { content: CANARY, metadata: nested(9) }, 'invalid_input'],
  ['metadata of 257 keys', { content: CANARY, metadata: keys(257) }, 'invalid_input'],
  [
    'metadata over 64 KB',
    { content: CANARY, metadata: { a: 'x'.repeat(65_536) } },
    'invalid_input',
  ],
  ['metadata with NUL', { content: CANARY, metadata: { a: '\0' } }, 'invalid_input'],
  [
    'a prototype',
    `{"content":"${CANARY}","metadata":{"__proto__":{"admin":true}}}`,
    'invalid_input',
  ],
  ['a prototype below', `{"content":"x","metadata":{"a":{"__proto__":1}}}`, 'invalid_input'],
  ['a prototype above', `{"content":"${CANARY}","__proto__":{"type":"system"}}`, 'invalid_input'],
  ['a constructor', { content: CANARY, metadata: { constructor: 1 } }, 'invalid_input'],
  ['an empty key', { content: CANARY, client_id: '' }, 'invalid_input'],
  ['a key too long', { content: CANARY, client_id: 'k'.repeat(129) }, 'invalid_input'],
  ['an answer to nothing', { content: CANARY, reply_to: 'nowhere' }, 'invalid_input'],
  ['a message that is a text', JSON.stringify(CANARY), 'invalid_input'],
  ['a message that is a list', '[1]', 'invalid_input'],
  ['a message that is null', 'null', 'invalid_input'],
]

describe.each(storages)(
  'what is malformed gets its code, and nothing is stored, on $name',
  ({ make }) => {
    let server: RunningServer
    let hanako: Person
    let socket: TestSocket
    let chat: Chat

    beforeAll(async () => {
      server = await startServer({ storage: make(), limits: { rate: false } })
      hanako = await server.person('hanako')
      chat = await server.open()
      socket = await hanako.connect()
    })
    afterAll(() => server[Symbol.asyncDispose]())

    async function refusedWith(code: ErrorCode, attempt: () => Promise<unknown>): Promise<void> {
      const before = await server.stored(chat.id)
      expect(await attempt()).toMatchObject({ error: { code } })
      expect(await server.stored(chat.id)).toEqual(before)
      expect(socket.io.connected).toBe(true)
    }

    test.each(messages)('a message with %s, on REST', async (_name, message, code) => {
      const body = typeof message === 'string' ? message : JSON.stringify(message)
      const headers = { 'content-type': 'application/json' }
      await refusedWith(code, async () => {
        const line = `POST /v1/chat/${chat.id}/messages` as const
        const answer = await hanako.call(line, { body, headers })
        expect(answer.status).toBe(400)
        return answer.body
      })
    })

    test.each(messages)('a message with %s, on the socket', async (_name, message, code) => {
      const value = typeof message === 'string' ? (JSON.parse(message) as unknown) : message
      await refusedWith(code, () => socket.raw('send_message', { chatId: chat.id, message: value }))
    })

    test.each<[string, unknown]>([
      ['join_chat', { chat_id: 'x'.repeat(129) }],
      ['join_chat', { chat_id: '' }],
      ['join_chat', { chat_id: { $ne: 1 } }],
      ['join_chat', { chatId: 'spelled otherwise' }],
      ['join_chat', { chat_id: 'c', after_seq: -1 }],
      ['leave_chat', null],
      ['send_message', undefined],
      ['send_message', 'text'],
      ['send_message', { chatId: 'c', message: { content: 'x' }, read_seq: 2 ** 53 }],
      ['edit_message', { chatId: 'c', messageId: 'm' }],
      ['edit_message', { chatId: 'c', messageId: 'm', content: ' ' }],
      ['edit_message', { chatId: 'c', messageId: 'm', content: 'x'.repeat(10_001) }],
      ['edit_message', { chatId: 'c', messageId: 'm', content: 'a\0b' }],
      ['edit_message', { chatId: 'c', messageId: 'm', content: 'a', seq: 1 }],
      ['delete_message', { chatId: 'c', messageId: 'm', force: true }],
      ['react', { chatId: 'c', messageId: 'm', emoji: '<b>', on: true }],
      ['react', { chatId: 'c', messageId: 'm', emoji: '👍', on: 'yes' }],
      ['typing_indicator', { chat_id: 'c', action: 'pause' }],
      ['mark_messages_read', { chatId: 'c', messageIds: [] }],
      ['mark_messages_read', { chatId: 'c', up_to_seq: Number.NaN }],
      ['mark_messages_read', { chatId: 'c', up_to_seq: 1.5 }],
      ['mark_messages_read', { chatId: 'c', up_to_seq: 1, messageIds: ['m'] }],
      ['sync', { epoch: 'e', cursors: { c: { seq: -1 } } }],
      ['sync', { epoch: 'e', cursors: { c: { seq: 1, anchor: 7 } } }],
      [
        'sync',
        {
          epoch: 'e',
          cursors: Object.fromEntries(Object.entries(keys(201)).map(([k]) => [k, { seq: 0 }])),
        },
      ],
      ['set_presence', { status: 'invisible' }],
      ['watch_presence', { user_ids: Array.from({ length: 201 }, (_, i) => `u${i}`) }],
      ['reauthenticate', { token: 7 }],
      ['reauthenticate', {}],
      ['no_such_event', {}],
      ['__proto__', {}],
      ['constructor', {}],
      ['toString', {}],
      ['', {}],
    ])('%s with %j', async (event, payload) => {
      await refusedWith('invalid_input', () => socket.raw(event, payload))
    })

    test('the fault is named, and an acknowledgement that is no function is no matter', async () => {
      const { error } = (await socket.raw('send_message', {
        chatId: chat.id,
        message: { content: 1, colour: 'red' },
      })) as { error: WireError }
      expect(error.details).toEqual([
        { path: 'message.content', message: 'Invalid input: expected string, received number' },
        { path: 'message.colour', message: 'is not a known field' },
      ])
      socket.io.emit('send_message', { chatId: chat.id, message: { content: 1 } }, 'no function')
      expect(await socket.next('error')).toMatchObject({
        code: 'invalid_input',
        event: 'send_message',
      })
    })

    test('a key as long as a frame is not sent back', async () => {
      const message = { content: 'x', ['k'.repeat(100_000)]: 1 }
      const ack = await socket.raw('send_message', { chatId: chat.id, message })
      expect(JSON.stringify(ack).length).toBeLessThan(2_000)
    })

    test('a mark beyond the head or of a foreign message moves nothing', async () => {
      const other = await server.open({ order_id: 'order-2', initial_message: 'Over there' })
      const history = await server.otsy.chat.history(other.id, { page: 1, limit: 1 })
      const foreign = history.messages[0]?.id ?? ''
      const mark = (payload: object) => () => socket.raw('mark_messages_read', payload)
      await refusedWith('invalid_input', mark({ chatId: chat.id, up_to_seq: 1_000 }))
      await refusedWith('not_found', mark({ chatId: chat.id, messageIds: [foreign] }))
      const line = `PUT /v1/chat/${chat.id}/messages/read` as const
      for (const [json, status] of [
        [{ up_to_seq: 1_000 }, 400],
        [{ up_to_seq: -1 }, 400],
        [{ up_to_seq: 2 ** 53 }, 400],
        [{ message_ids: [foreign] }, 404],
      ] as const) {
        expect((await hanako.call(line, { json })).status).toBe(status)
      }
    })

    test('markup, bidi overrides and long texts are kept as they are', async () => {
      for (const content of ['<img src=x onerror=alert(1)>', 'a\u202eb', '😀'.repeat(10_000)]) {
        const sent = await socket.must('send_message', { chatId: chat.id, message: { content } })
        expect(sent.content).toBe(content)
      }
    })

    test('a role in metadata is words, not a role', async () => {
      const message = { content: 'x', metadata: { role: 'admin', sender_role: 'system' } }
      const sent = await socket.must('send_message', { chatId: chat.id, message })
      expect(sent.sender_role).toBe('user')
      expect((await hanako.call('GET /v1/chat/admin/stats')).status).toBe(403)
    })

    test('no prototype was touched and no log holds what people wrote', () => {
      expect(({} as Record<string, unknown>).admin).toBeUndefined()
      expect(server.log.text()).not.toContain(CANARY)
      expect(server.log.text()).not.toContain(hanako.token)
    })
  },
)
