import { memoryStorage } from '../../src/adapters/memory/index'
import { pgliteStorage } from '../../src/adapters/sql/pglite'
import type { Storage } from '../../src/index'

/** The stores that need nothing beside this process, each made anew. */
export const storages: readonly { readonly name: string; readonly make: () => Storage<never> }[] = [
  { name: 'memory', make: () => memoryStorage() },
  { name: 'PGlite', make: () => pgliteStorage({ dataDir: 'memory://' }) },
]
