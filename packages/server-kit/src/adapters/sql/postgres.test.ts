import { Pool } from 'pg'
import { afterAll, describe, it } from 'vitest'
import { createTestDatabase } from '../../../../../test/support/test-database'
import { storageConformance } from '../../conformance/index'
import { postgresStorage } from './postgres'

/** As a host has one beside the storage, for its own transactions. */
const pools = new Map<string, Pool>()
const urls = new Map<object, string>()

storageConformance(
  { describe, it, afterAll },
  {
    name: 'postgres',
    async create() {
      const { url, drop } = await createTestDatabase()
      const connect = () => {
        const storage = postgresStorage({ connectionString: url, maxConnections: 5 })
        urls.set(storage, url)
        return storage
      }
      return {
        handles: [connect(), connect(), connect(), connect()],
        reopen: async () => connect(),
        async dispose() {
          await pools.get(url)?.end()
          pools.delete(url)
          await drop()
        },
      }
    },
    severalHandles: true,
    async transaction(storage, work) {
      const client = await poolOf(storage).connect()
      try {
        await client.query('begin')
        const result = await work(client)
        await client.query('commit')
        return result
      } catch (fault) {
        await client.query('rollback')
        throw fault
      } finally {
        client.release()
      }
    },
    besideTransaction: true,
    reopen: true,
  },
)

function poolOf(storage: object): Pool {
  const url = urls.get(storage)
  if (url === undefined) throw new Error('not a storage of this test')
  const pool = pools.get(url) ?? new Pool({ connectionString: url })
  pools.set(url, pool)
  return pool
}
