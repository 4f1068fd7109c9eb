import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database'
import { SettingsError, type Fault } from './settings/fault'
import { storageOf } from './storage'
import { storageFault } from './storage-fault'

describe('a database that does not open is a fault of DATABASE_URL', () => {
  let database: TestDatabase
  beforeAll(async () => void (database = await createTestDatabase()))
  afterAll(() => database.drop())

  async function faultOf(connectionString: string): Promise<Fault | undefined> {
    const storage = await storageOf({ kind: 'postgres', connectionString })
    const fault = await storage.open().catch((cause: unknown) => cause)
    if (!(fault instanceof SettingsError)) throw fault
    return fault.faults[0]
  }

  it.each<[string, string, (url: string) => string]>([
    ['a port where nothing listens', 'does not answer', () => 'postgres://a:hunter2@127.0.0.1:9/b'],
    ['a host that is none', 'a host that is not found', () => 'postgres://a:hunter2@db.invalid/b'],
    ['an unknown database', 'that is not there', (url) => new URL('/nothing', url).href],
    [
      'an unknown user',
      'whom the database refuses',
      (url) => Object.assign(new URL(url), { username: 'nobody', password: 'hunter2' }).href,
    ],
  ])('%s', async (_what, why, change) => {
    const fault = await faultOf(change(database.url))
    expect(fault?.setting).toBe('DATABASE_URL')
    expect(fault?.why).toContain(why)
    expect(fault?.mend).not.toBe('')
    expect(JSON.stringify(fault)).not.toContain('hunter2')
  })
})

it('a data folder that does not open is a fault of DATA_DIR, in the words of whoever refused it', () => {
  const cause = new Error('The data folder /data is in use by process 7.')
  const { message } = storageFault({ kind: 'pglite', dataDir: '/data' }, cause)
  expect(message).toContain(
    '  DATA_DIR is not a folder this server can use: The data folder /data is in',
  )
  expect(message).toContain('\n    Set it to a folder')
})
