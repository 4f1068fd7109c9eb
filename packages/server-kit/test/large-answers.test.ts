import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AckData } from '@otsy/protocol'
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database'
import { memoryStorage } from '../src/adapters/memory/index'
import { postgresStorage } from '../src/adapters/sql/postgres'
import type { Storage } from '../src/index'
import { heldStorage } from './support/held-storage'
import { RawSocket } from './support/raw-socket'
import { startServer } from './support/start-server'

const CHATS = 5
const EACH = 12
/** 30,000 bytes. */
const content = '卵'.repeat(10_000)
/** What one answer holds at most: 256 KB and one message. */
const MOST = 256 * 1_024 + 32_000

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})

afterAll(() => database.drop())

const stores: [string, () => Storage<never>][] = [
  ['in memory', memoryStorage],
  ['in PostgreSQL', () => postgresStorage({ connectionString: database.url })],
]

describe.each(stores)('what is large, %s', (_name, storageOf) => {
  test('is told in answers of 256 KB, and each goes on where the last one ended', async () => {
    await using server = await startServer({ storage: storageOf(), limits: { rate: false } })
    const ids: string[] = []
    for (let n = 0; n < CHATS; n++) ids.push((await server.open({ order_id: `order-${n}` })).id)
    const said = Array.from({ length: EACH }, (_, i) => `${i} ${content}`.slice(0, 10_000))
    for (const text of said) {
      const sends = ids.map((id) => server.otsy.chat.send(id, { content: text }, { as: 'taro' }))
      await Promise.all(sends)
    }
    const person = await server.person('hanako')
    const hanako = await person.connect()
    const epoch = hanako.all('connected')[0]?.epoch ?? ''
    const cursors = Object.fromEntries(ids.map((id) => [id, { seq: 0 }]))
    const got = new Map<string, string[]>(ids.map((id) => [id, []]))
    let answers = 0
    for (let hasMore = true; hasMore; answers++) {
      const answer: AckData<'sync'> = await hanako.must('sync', { epoch, cursors })
      expect(bytesOf(answer.chats)).toBeLessThan(MOST)
      const before = JSON.stringify(cursors)
      for (const [id, { page }] of Object.entries(answer.chats)) {
        got.get(id)?.push(...page.messages.map((message) => message.content))
        cursors[id] = { seq: page.to }
      }
      hasMore = Object.values(answer.chats).some(({ page }) => page.hasMore)
      if (hasMore) expect(JSON.stringify(cursors)).not.toBe(before)
    }
    for (const id of ids) expect(got.get(id)).toEqual(said)
    expect(answers).toBeGreaterThan(5)

    // Pages by number stay as they are; those before a number and after one end with what fits.
    const chatId = ids[0] ?? ''
    const page = async (query: string) => {
      const { body } = await person.call(`GET /v1/chat/${chatId}/messages?limit=100&${query}`)
      const { messages, hasMore } = body as { messages: { seq: number }[]; hasMore: boolean }
      return [messages.length, messages.at(-1)?.seq, hasMore]
    }
    expect(await page('page=1')).toEqual([12, 12, false])
    expect(await page('before_seq=13')).toEqual([9, 12, true])
    expect(await page('before_seq=4')).toEqual([3, 3, false])
    expect(await page('after_seq=0')).toEqual([9, 9, true])

    // Joining tells all of it, and tells it twice, unless the answer alone is asked for.
    const whole = await hanako.must('join_chat', { chat_id: chatId })
    expect(whole.page.messages).toHaveLength(EACH)
    expect((await hanako.next('chat_history')).messages).toHaveLength(EACH)
    const alone = await (await server.person('hanako')).connect()
    const short = await alone.must('join_chat', { chat_id: chatId, history: false })
    expect([short.page.messages.length, short.page.to]).toEqual([9, 12])
    expect(alone.names).not.toContain('chat_history')
  })
})

test('news of other chats is told as far as it fits, with the word that there is more', async () => {
  await using server = await startServer({ limits: { rate: false } })
  for (let n = 0; n < 12; n++) {
    const { id } = await server.open({ order_id: `order-${n}` })
    await server.otsy.chat.send(id, { content }, { as: 'taro' })
  }
  const hanako = await (await server.person('hanako')).connect()
  const { inbox, inbox_has_more } = await hanako.must('sync', { epoch: 'e', cursors: {} })
  expect([inbox.length, inbox_has_more]).toEqual([9, true])
})

test('one connection has one sync made at a time, and too many at once are refused', async () => {
  const held = heldStorage()
  await using server = await startServer({ storage: held.storage, headCheckMs: 3_600_000 })
  const { id } = await server.open()
  const hanako = await (await server.person('hanako')).connect()
  const { reached, release } = held.hold('changesSince')
  const sync = () => hanako.ask('sync', { epoch: 'e', cursors: { [id]: { seq: 0 } } })
  const asked = Array.from({ length: 8 }, sync)
  await reached
  const refused = await Promise.all(asked.slice(5))
  for (const ack of refused) {
    expect(ack).toMatchObject({ ok: false, error: { code: 'overloaded', retryable: true } })
  }
  expect(held.calls('changesSince')).toBe(1)
  release()
  for (const ack of await Promise.all(asked.slice(0, 5))) expect(ack.ok).toBe(true)
})

test('nothing more is made for who does not read, and all of it once they do', async () => {
  const held = heldStorage()
  await using server = await startServer({ storage: held.storage, limits: { rate: false } })
  const { id } = await server.open()
  for (let i = 0; i < 50; i++) await server.otsy.chat.send(id, { content }, { as: 'taro' })
  const deaf = await RawSocket.connect(server.url, (await server.person('hanako')).token)
  deaf.listen(false)
  // Each is told 3 MB.
  const joins = Array.from({ length: 20 }, (_, n) => n)
  for (const n of joins) deaf.say(`42/chat,${n}["join_chat",{"chat_id":"${id}"}]`)
  await expect.poll(() => held.calls('history')).toBeGreaterThan(1)
  const taro = await (await server.person('taro')).connect()
  for (const _ of joins) await taro.must('join_chat', { chat_id: id, history: false })
  expect(held.calls('history')).toBeLessThan(joins.length + 15)
  deaf.listen(true)
  for (const n of joins) expect(await deaf.heard(`43/chat,${n}[{"ok":true`)).toBeDefined()
  deaf.close()
})

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value))
}
