import { Client } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startPostgres, type RunningPostgres } from '../../../../../test/support/postgres'
import { OtsyError } from '../../core/errors'
import type { Append } from '../../core/chat/port'
import { newId } from '../../core/ids'
import { postgresStorage } from './postgres'

const everything = { userId: null, unrestricted: true }
let postgres: RunningPostgres

beforeAll(async () => {
  postgres = await startPostgres()
})

afterAll(() => postgres.stop())

function said(chat_id: string, key: string): Append {
  return {
    chat_id,
    author: { kind: 'member', userId: 'hanako' },
    draft: { id: newId(), type: 'text', content: key, client_id: key },
    body_hash: key,
    even_if_closed: false,
  }
}

it('fault 11: loses nothing acknowledged when the server is killed, and goes on when it is back', async () => {
  const storage = postgresStorage({ connectionString: postgres.url })
  await storage.open()
  const chatId = newId()
  const people = { user_id: 'hanako', shopper_id: 'taro' }
  await storage.chats.open({
    id: chatId,
    order_id: 'o',
    ...people,
    reader: everything,
    first: null,
  })

  const acknowledged = new Map<string, number>()
  const faults: unknown[] = []
  for (let round = 0; round < 2; round++) {
    let down = false
    const senders = Array.from({ length: 4 }, async (_, sender) => {
      for (let n = 0; !down; n++) {
        const key = `${round}-${sender}-${n}`
        try {
          const [outcome] = await storage.chats.append([said(chatId, key)], { wait: true })
          if (outcome?.outcome === 'stored') acknowledged.set(key, outcome.message.seq)
        } catch (fault) {
          faults.push(fault)
        }
        if (n === 30) await postgres.kill()
        if (n >= 30) down = true
      }
    })
    await Promise.all(senders)
    await postgres.restart()
  }

  expect(faults.length).toBeGreaterThan(0)
  // Each send had a key, so each may simply be sent again.
  for (const fault of faults) {
    expect(fault).toBeInstanceOf(OtsyError)
    expect(fault).toMatchObject({ code: 'storage_unavailable' })
  }
  const log = new Map<string, number>()
  for (let seq = 0, more = true; more;) {
    const [found] = await storage.chats.changesSince(
      [{ chat_id: chatId, seq, anchor: null }],
      everything,
      { rows: 500, bytes: 1e9 },
    )
    for (const message of found?.page.messages ?? []) log.set(message.content, message.seq)
    seq = found?.page.to ?? 0
    more = found?.page.hasMore ?? false
  }
  for (const [key, seq] of acknowledged) expect(log.get(key)).toBe(seq)
  expect([...log.values()].sort((a, b) => a - b)).toEqual([...log.keys()].map((_, i) => i + 1))
  await storage.close()
}, 120_000)

it('hears of commits in transactions of the host again after a restart', async () => {
  const storage = postgresStorage({ connectionString: postgres.url, schema: 'listening' })
  await storage.open()
  const chatId = newId()
  const people = { user_id: 'hanako', shopper_id: 'taro' }
  const order = { id: chatId, order_id: 'o', ...people, reader: everything, first: null }
  await storage.chats.open(order)

  const heard: (string | null)[] = []
  let wake = () => {}
  const stop = storage.onForeignCommit((id) => {
    heard.push(id)
    wake()
  })
  const next = () => new Promise<void>((resolve) => (wake = resolve))
  await postgres.restart()
  // It says by itself that it listens again.
  while (heard.length === 0) await next()
  const host = new Client({ connectionString: postgres.url })
  await host.connect()
  await host.query('begin')
  await storage.chats.append([said(chatId, 'Hello')], { tx: host })
  await host.query('commit')
  while (heard.length === 1) await next()
  expect(heard).toEqual([null, chatId])
  stop()
  await host.end()
  await storage.close()
}, 60_000)
