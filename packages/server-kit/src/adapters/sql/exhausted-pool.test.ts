import { Pool } from 'pg'
import { expect, it } from 'vitest'
import { createTestDatabase } from '../../../../../test/support/test-database'
import { postgresStorage } from './postgres'

it('says so when others hold every connection of the pool, and takes none that comes too late', async () => {
  const { url, drop } = await createTestDatabase()
  const pool = new Pool({ connectionString: url, max: 1 })
  const storage = postgresStorage({ pool, listen: false, connectTimeoutMs: 50 })
  await storage.open()
  const host = await pool.connect()
  await expect(storage.chats.moment()).rejects.toMatchObject({
    code: 'storage_unavailable',
    retryable: true,
  })
  host.release()
  // The connection nobody waited for any more is free again.
  expect(await storage.chats.moment()).not.toBe('')
  await storage.close()
  await pool.end()
  await drop()
})
