import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startServer, type RunningServer } from './support/start-server'
import { storages } from './support/storages'

const NUL = '\0'
const odd = (value: unknown) => value as never
const hello = { content: 'Hello' }
const alert = { kind: 'system_alert', title: 'Hello', body: '' } as const

type Otsy = RunningServer['otsy']

const calls: readonly (readonly [path: string, call: (otsy: Otsy, chat: string) => unknown])[] = [
  ['limit', ({ chat }, id) => chat.history(id, { page: 1, limit: -1 })],
  ['limit', ({ chat }, id) => chat.history(id, { page: 1, limit: 101 })],
  ['limit', ({ chat }, id) => chat.history(id, odd({ page: 1 }))],
  ['page', ({ chat }, id) => chat.history(id, { page: 0, limit: 1 })],
  ['before_seq', ({ chat }, id) => chat.history(id, { before_seq: 1.5, limit: 1 })],
  ['around_seq', ({ chat }, id) => chat.history(id, { around_seq: Number.NaN, limit: 1 })],
  ['', ({ chat }, id) => chat.history(id, odd({ limit: 1 }))],
  ['', ({ chat }, id) => chat.history(id, odd({ limit: 1, page: 1, around_seq: 1 }))],
  ['chatId', ({ chat }) => chat.get(NUL)],
  ['chatId', ({ chat }) => chat.send(odd(5), hello)],
  ['as', ({ chat }, id) => chat.send(id, hello, { as: NUL })],
  ['as', ({ chat }, id) => chat.send(id, hello, { as: '' })],
  ['orderId', ({ chat }) => chat.ofOrder(NUL)],
  ['orderId', ({ orders }) => orders.update(odd(undefined), { status: 'shopping' })],
  ['status', ({ orders }) => orders.update('order-1', { status: NUL })],
  ['url', ({ receipts }, id) => receipts.share(id, { url: 'https://example.com/\ud800' })],
  ['messageId', ({ chat }, id) => chat.edit(id, NUL, 'x')],
  ['messageId', ({ chat }, id) => chat.delete(id, odd(null))],
  ['userId', ({ chat }, id) => chat.members.remove(id, NUL)],
  ['userId', ({ notifications }) => notifications.send(NUL, alert)],
  ['userId', ({ notifications }) => notifications.preferences(odd(5))],
  ['userId', ({ notifications }) => notifications.setPreferences(NUL, {})],
  ['to.1', ({ notifications }) => notifications.broadcast(alert, ['hanako', NUL])],
  ['to', ({ notifications }) => notifications.broadcast(alert, odd('everyone'))],
  ['id', ({ notifications }) => notifications.explain(NUL)],
  ['id', ({ notifications }) => notifications.broadcasts.get(odd(5))],
  ['tokenId', ({ tokens }) => tokens.revoke(NUL, Date.now())],
  ['userId', ({ tokens }) => tokens.revokeAllOf(NUL)],
]

describe.each(storages)('what the host’s own code gives is checked, on $name', ({ make }) => {
  let server: RunningServer
  let chat: string

  beforeAll(async () => {
    server = await startServer({ storage: make() })
    chat = (await server.open()).id
  })
  afterAll(() => server[Symbol.asyncDispose]())

  test.each(calls)('%s, in %s', async (path, call) => {
    const refusal = { code: 'invalid_input', details: [{ path }] }
    await expect(call(server.otsy, chat)).rejects.toMatchObject(refusal)
  })
})
