import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { copyEmptyPglite } from '../../../../test/support/test-database'
import { memoryStorage } from '../../src/adapters/memory/index'
import { pgliteStorage } from '../../src/adapters/sql/pglite'
import type { Storage } from '../../src/index'

/** The stores that need nothing beside this process, each made anew. */
export const storages: readonly { readonly name: string; readonly make: () => Storage<never> }[] = [
  { name: 'memory', make: () => memoryStorage() },
  { name: 'PGlite', make: freshPglite },
]

/** On disk, in a folder that goes with it. Making the database itself would take seconds each time. */
function freshPglite(): Storage<never> {
  const dataDir = join(tmpdir(), `otsy-pglite-${randomUUID()}`)
  const storage: Storage<never> = pgliteStorage({ dataDir })
  return {
    ...storage,
    async open() {
      await copyEmptyPglite(dataDir)
      return await storage.open()
    },
    async close() {
      await storage.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
