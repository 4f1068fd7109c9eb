import type { Storage } from '@otsy/server-kit'
import { memoryStorage } from '@otsy/server-kit/memory'
import type { StorageSettings } from './settings/settings'
import { storageFault } from './storage-fault'

/** Opens nothing yet; what keeps it from opening is told as a fault of a setting. */
export async function storageOf(settings: StorageSettings): Promise<Storage<unknown>> {
  const storage = await closedStorage(settings)
  const open = () =>
    storage.open().catch((cause: unknown) => {
      throw storageFault(settings, cause)
    })
  return { ...storage, open }
}

/** The SQL adapters are loaded only where they are used. */
async function closedStorage(settings: StorageSettings): Promise<Storage<unknown>> {
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
