import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { expect, it } from 'vitest'
import { copyEmptyPglite } from '../../../../../../test/support/test-database'
import { pgliteStorage } from '../pglite'

it('clears away what went through queues, where no server does', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'otsy-vacuum-'))
  const dataDir = join(parent, 'data')
  await copyEmptyPglite(dataDir)
  const db = await PGlite.create({ dataDir })
  const storage = pgliteStorage({ db })
  await storage.open()
  await db.query(`insert into otsy.notices (chat_id)
    select gen_random_uuid() from generate_series(1, 5000)`)
  await db.query('delete from otsy.notices')
  const dead = async () => {
    await db.query('select pg_stat_force_next_flush()')
    const { rows } = await db.query<{ n: number }>(
      `select n_dead_tup::integer as n from pg_stat_user_tables where relname = 'notices'`,
    )
    return rows[0]?.n
  }
  expect(await dead()).toBeGreaterThanOrEqual(5_000)
  await storage.notifications.sweep({ keepMs: 60_000 })
  expect(await dead()).toBe(0)
  await storage.close()
  await db.close()
  await rm(parent, { recursive: true })
}, 180_000)
