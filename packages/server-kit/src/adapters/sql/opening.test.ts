import { Client } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startPostgres, type RunningPostgres } from '../../../../../test/support/postgres'
import { createTestDatabase, type TestDatabase } from '../../../../../test/support/test-database'
import { newId } from '../../core/ids'
import type { Storage } from '../../core/storage'
import { postgresStorage } from './postgres'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})

afterAll(() => database.drop())

async function query(url: string, text: string) {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows as unknown[]
  } finally {
    await client.end()
  }
}

function at(database: string, url: string): string {
  const other = new URL(url)
  other.pathname = `/${database}`
  return other.href
}

it('migrates once, however many nodes start at the same time', async () => {
  const nodes = Array.from({ length: 8 }, () =>
    postgresStorage({ connectionString: database.url, schema: 'together' }),
  )
  const opened = await Promise.all(nodes.map((node) => node.open()))
  await Promise.all(nodes.map((node) => node.close()))
  expect(new Set(opened.map(({ epoch }) => epoch)).size).toBe(1)
  const applied = await query(database.url, 'select version from together.migrations')
  expect(applied).toEqual([
    { version: 1 },
    { version: 2 },
    { version: 3 },
    { version: 4 },
    { version: 5 },
  ])
})

it('brings chats of the first version with it, and tells of what comes after', async () => {
  const options = { connectionString: database.url, schema: 'first' }
  const chatId = newId()
  const say = (storage: Storage<never>, content: string) =>
    storage.chats.append([
      {
        ...{ chat_id: chatId, author: { kind: 'system' }, body_hash: null, even_if_closed: false },
        ...{ draft: { id: newId(), type: 'receipt_shared', content }, notify: true },
      },
    ])
  const before = postgresStorage(options) as unknown as Storage<never>
  await before.open()
  const people = { user_id: 'hanako', shopper_id: 'taro', first: null }
  const reader = { userId: null, unrestricted: true }
  await before.chats.open({ id: chatId, order_id: 'order', ...people, reader })
  await say(before, 'before')
  await before.close()
  const later = ['notices', 'told', 'preferences', 'subscriptions', 'shown_tags', 'broadcasts']
  const tables = [...later, 'broadcast_parts', 'notifications', 'deliveries']
  await query(
    database.url,
    `drop table ${tables.map((table) => `first.${table}`).join(', ')};
    drop index first.messages_updates; delete from first.migrations where version > 1`,
  )

  const after = postgresStorage(options) as unknown as Storage<never>
  await after.open()
  const page = await after.chats.history({ chat_id: chatId }, reader, { page: 1, limit: 10 })
  expect(page?.messages.map(({ content }) => content)).toEqual(['before'])
  await say(after, 'after')
  expect(await after.notifications.collect(10)).toBe(1)
  const told = await after.notifications.claimUndecided(10, 1_000)
  expect(told?.map(({ user_id }) => user_id).sort()).toEqual(['hanako', 'taro'])
  expect(told?.map(({ chat }) => chat?.count)).toEqual([2, 2])
  await after.close()
})

it('keeps schemas of one database apart', async () => {
  const [a, b] = ['tenant_a', 'tenant_b'].map((schema) =>
    postgresStorage({ connectionString: database.url, schema }),
  )
  const epochs = await Promise.all([a?.open(), b?.open()])
  expect(epochs[0]?.epoch).not.toBe(epochs[1]?.epoch)
  await Promise.all([a?.close(), b?.close()])
})

it('refuses a schema of a newer release', async () => {
  const options = { connectionString: database.url, schema: 'newer' }
  const first = postgresStorage(options)
  await first.open()
  await first.close()
  await query(database.url, `insert into newer.migrations values (999, 'of tomorrow')`)
  await expect(postgresStorage(options).open()).rejects.toThrow(/version 999.*Update the package/)
})

it.each(['Upper', 'a-b', 'x; drop table y', 'pg_mine', ''])(
  'refuses %j as the name of a schema',
  (schema) => {
    const options = { connectionString: database.url, schema }
    expect(() => postgresStorage(options)).toThrow(/cannot be used as a schema/)
  },
)

it('says what a role lacks', async () => {
  await query(database.url, `drop role if exists weak; create role weak login`)
  const url = new URL(database.url)
  url.username = 'weak'
  const storage = postgresStorage({ connectionString: url.href })
  await expect(storage.open()).rejects.toThrow(/may not set up the schema otsy.*authorization/)
})

it('says where nothing answers', async () => {
  const storage = postgresStorage({ connectionString: 'postgres://nobody@127.0.0.1:1/none' })
  await expect(storage.open()).rejects.toThrow(/could not be opened: .*ECONNREFUSED/)
})

it('is another log in a copy of the database', async () => {
  const options = { schema: 'copied' }
  const original = postgresStorage({ ...options, connectionString: database.url })
  const { epoch } = await original.open()
  await original.close()
  const name = new URL(database.url).pathname.slice(1)
  await query(at('postgres', database.url), `create database ${name}_copy template ${name}`)

  const url = at(`${name}_copy`, database.url)
  const copy = postgresStorage({ ...options, connectionString: url })
  const restored = await copy.open()
  await copy.close()
  expect(restored.epoch).not.toBe(epoch)
  const again = postgresStorage({ ...options, connectionString: url })
  expect((await again.open()).epoch).toBe(restored.epoch)
  await again.close()
  await query(at('postgres', database.url), `drop database ${name}_copy with (force)`)
})

it('warns of a server that does not flush', async () => {
  const careless: RunningPostgres = await startPostgres({
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' },
  })
  try {
    const storage = postgresStorage({ connectionString: careless.url })
    const { warnings } = await storage.open()
    await storage.close()
    expect(warnings.map((warning) => warning.split(' ')[0])).toEqual([
      'fsync',
      'full_page_writes',
      'synchronous_commit',
    ])
  } finally {
    await careless.stop()
  }
})
