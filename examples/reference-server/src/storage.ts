import type { Storage } from '@otsy/server-kit'
import { memoryStorage } from '@otsy/server-kit/memory'
import type { StorageSettings } from './settings/settings'

/** Opens nothing yet. The SQL adapters are loaded only where they are used. */
export async function storageOf(settings: StorageSettings): Promise<Storage<unknown>> {
  switch (settings.kind) {
    case 'memory':
      return memoryStorage()
    case 'pglite': {
      const { pgliteStorage } = await import('@otsy/server-kit/pglite')
      return pgliteStorage({ dataDir: settings.dataDir })
    }
    case 'postgres': {
      const { postgresStorage } = await import('@otsy/server-kit/postgres')
      const { connectionString } = settings
      return postgresStorage({ connectionString })
    }
  }
}
