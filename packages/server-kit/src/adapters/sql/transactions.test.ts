import { Pool, type PoolClient } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../../../test/support/test-database'
import type { Append } from '../../core/chat/port'
import { newId } from '../../core/ids'
import type { Storage } from '../../core/storage'
import type { SqlTransaction } from './database'
import { postgresStorage } from './postgres'

let database: TestDatabase
let pool: Pool
let storage: Storage<SqlTransaction>

beforeAll(async () => {
  database = await createTestDatabase()
  pool = new Pool({ connectionString: database.url })
  storage = postgresStorage({ pool, lockTimeoutMs: 150 })
  await storage.open()
})

afterAll(async () => {
  await storage.close()
  await pool.end()
  await database.drop()
})

async function openChat(): Promise<string> {
  const id = newId()
  const reader = { userId: null, unrestricted: true }
  const people = { user_id: 'hanako', shopper_id: 'taro' }
  await storage.chats.open({ id, order_id: `order-${id}`, ...people, reader, first: null })
  return id
}

function said(chat_id: string, content = 'もうすぐ着きます'): Append {
  return {
    chat_id,
    author: { kind: 'system' },
    draft: { id: newId(), type: 'text', content },
    body_hash: null,
    even_if_closed: false,
  }
}

async function transaction<T>(work: (client: PoolClient) => Promise<T>, end = 'commit') {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query(end)
    return result
  } finally {
    client.release()
  }
}

/** The next chats that are told of, in order. */
function hearing() {
  const heard: (string | null)[] = []
  let wake = () => {}
  const stop = storage.onForeignCommit((chatId) => {
    heard.push(chatId)
    wake()
  })
  return {
    heard,
    stop,
    async until(chatId: string | null) {
      while (!heard.includes(chatId)) await new Promise<void>((resolve) => (wake = resolve))
    },
  }
}

it('says that it could not hear for a while, as soon as it hears again', async () => {
  const listener = hearing()
  const { rows } = await pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and query like 'listen %'`,
  )
  expect(rows).toHaveLength(1)
  await listener.until(null)
  const told = await openChat()
  await transaction((tx) => storage.chats.append([said(told)], { tx }))
  await listener.until(told)
  listener.stop()
})

describe('a transaction of the host', () => {
  it('is told to listeners when it commits, and not when it is rolled back', async () => {
    const [gone, kept] = [await openChat(), await openChat()]
    const listener = hearing()
    await transaction((tx) => storage.chats.append([said(gone)], { tx }), 'rollback')
    await transaction((tx) => storage.chats.append([said(kept)], { tx }))
    await listener.until(kept)
    listener.stop()
    expect(listener.heard).toEqual([kept])
  })

  it('tells of changes and of opened chats too', async () => {
    const chat = await openChat()
    const listener = hearing()
    const opened = newId()
    await transaction(async (tx) => {
      const reader = { userId: null, unrestricted: true }
      const pair = { user_id: 'hanako', shopper_id: 'taro' }
      const order = { id: opened, order_id: `order-${opened}`, ...pair, reader, first: null }
      await storage.chats.open(order, { tx })
      const note = { id: newId(), type: 'system', content: 'closed' }
      const close = () => ({ kind: 'change', status: 'closed', note }) as const
      await storage.chats.revise(chat, close, { tx })
    })
    await listener.until(opened)
    await listener.until(chat)
    listener.stop()
  })

  it('hears nothing of what is written without one', async () => {
    const [quiet, loud] = [await openChat(), await openChat()]
    const listener = hearing()
    await storage.chats.append([said(quiet)])
    await transaction((tx) => storage.chats.append([said(loud)], { tx }))
    await listener.until(loud)
    listener.stop()
    expect(listener.heard).toEqual([loud])
  })

  it('makes others wait no longer than the lock time-out', async () => {
    const chat = await openChat()
    await transaction(async (tx) => {
      await storage.chats.append([said(chat)], { tx })
      const busy = { code: 'chat_busy', retryable: true }
      await expect(storage.chats.append([said(chat)], { wait: true })).rejects.toMatchObject(busy)
      const keep = () => ({ kind: 'keep' }) as const
      await expect(storage.chats.revise(chat, keep)).rejects.toMatchObject(busy)
      await transaction(async (other) => {
        const waiting = storage.chats.append([said(chat)], { tx: other, wait: true })
        await expect(waiting).rejects.toMatchObject(busy)
      }, 'rollback')
    })
    const [outcome] = await storage.chats.append([said(chat)])
    expect(outcome).toMatchObject({ outcome: 'stored', message: { seq: 2 } })
  })

  it('has its own lock time-out back after each call', async () => {
    const chat = await openChat()
    await transaction(async (tx) => {
      await tx.query(`set local lock_timeout = '7s'`)
      await storage.chats.append([said(chat)], { tx })
      const { rows } = await tx.query(`select current_setting('lock_timeout') as timeout`)
      expect(rows).toEqual([{ timeout: '7s' }])
    })
  })

  it('leaves a fault to the host, which alone can begin again', async () => {
    const chat = await openChat()
    await transaction(async (tx) => {
      await tx.query('set transaction isolation level repeatable read')
      await tx.query('select count(*) from otsy.chats')
      await storage.chats.append([said(chat)])
      const late = storage.chats.append([said(chat)], { tx, wait: true })
      await expect(late).rejects.toMatchObject({ cause: { sqlState: '40001' } })
    }, 'rollback')
  })
})
