import { Pool } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../../../test/support/test-database'
import type { Append } from '../../core/chat/port'
import { newId } from '../../core/ids'
import { appendAtOnce } from './append-once'
import type { Session } from './database'
import { PgDatabase } from './executors/pg-database'
import { SqlFault } from './faults'
import { postgresStorage } from './postgres'
import { statementsOf } from './statements/index'

const statements = statementsOf('otsy')
const [held, free] = [newId(), newId()]
let testDatabase: TestDatabase
let pool: Pool
let database: PgDatabase

beforeAll(async () => {
  testDatabase = await createTestDatabase()
  pool = new Pool({ connectionString: testDatabase.url })
  const storage = postgresStorage({ pool })
  await storage.open()
  for (const id of [held, free]) {
    const reader = { userId: null, unrestricted: true }
    const people = { user_id: 'hanako', shopper_id: 'taro' }
    await storage.chats.open({ id, order_id: id, ...people, reader, first: null })
  }
  await storage.close()
  const end = async () => {}
  database = new PgDatabase({ pool, end, lockTimeoutMs: 100, prepare: true, listen: false })
})

afterAll(async () => {
  await pool.end()
  await testDatabase.drop()
})

function said(chat_id: string): Append {
  return {
    chat_id,
    author: { kind: 'system' },
    draft: { id: newId(), type: 'text', content: 'はい' },
    body_hash: null,
    even_if_closed: false,
  }
}

/** The database with something done after each statement. */
function interrupted(after: () => Promise<unknown>): Session {
  return {
    async run<R>(...[statement, params]: Parameters<Session['run']>): Promise<R[]> {
      const rows = await database.run<R>(statement, params)
      await after()
      return rows
    },
  }
}

it('asks a second time for a chat that was held for a moment', async () => {
  const holder = await pool.connect()
  await holder.query('begin')
  await holder.query('select from otsy.chats where id = $1 for update', [held])
  const batch = [said(held), said(free), said(held)]
  const answers = await appendAtOnce(
    interrupted(() => holder.query('commit')),
    statements,
    batch,
  )
  holder.release()
  expect(answers).toMatchObject([
    { outcome: 'stored', message: { chat_id: held, seq: 1, id: batch[0]?.draft.id } },
    { outcome: 'stored', message: { chat_id: free, seq: 1, id: batch[1]?.draft.id } },
    { outcome: 'stored', message: { chat_id: held, seq: 2, id: batch[2]?.draft.id } },
  ])
})

it('answers busy for a chat that is held longer, and claims nothing else', async () => {
  const holder = await pool.connect()
  await holder.query('begin')
  await holder.query('select from otsy.chats where id = $1 for update', [held])
  const answers = await appendAtOnce(database, statements, [said(held), said(free)])
  await holder.query('rollback')
  holder.release()
  expect(answers.map(({ outcome }) => outcome)).toEqual(['busy', 'stored'])
})

it('says that a part was stored when the rest failed', async () => {
  const tooMany = Array.from({ length: 513 }, () => said(free))
  tooMany[512] = { ...said(free), draft: { ...said(free).draft, id: tooMany[0]?.draft.id ?? '' } }
  const failing = appendAtOnce(database, statements, tooMany)
  await expect(failing).rejects.toThrow('A part of the batch was stored')
})

it('does not claim that nothing was written, nor that all failed, when the connection breaks', async () => {
  const breaking = (after: number): Session => {
    let statementsRun = 0
    return {
      run: async <R>(...asked: Parameters<Session['run']>): Promise<R[]> => {
        if (++statementsRun > after) throw new SqlFault(new Error('broken'))
        return await database.run<R>(...asked)
      },
    }
  }
  const keyed = { ...said(free), draft: { ...said(free).draft, client_id: 'k' }, body_hash: 'h' }
  const [one, mixed] = [[keyed], [keyed, said(free)]]
  await expect(appendAtOnce(breaking(0), statements, one)).rejects.toMatchObject({
    code: 'storage_unavailable',
  })
  const unknown = { code: 'outcome_unknown' }
  await expect(appendAtOnce(breaking(0), statements, mixed)).rejects.toMatchObject(unknown)
  const inTwo = Array.from({ length: 513 }, () => said(free))
  await expect(appendAtOnce(breaking(1), statements, inTwo)).rejects.toMatchObject(unknown)
})
