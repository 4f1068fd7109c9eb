import type { Storage } from '../../core/storage'
import type { SqlTransaction } from './database'
import { OwnedPglite } from './executors/owned-pglite'
import { SharedPglite, type PgliteLike } from './executors/shared-pglite'
import { DEFAULT_SCHEMA, LOCK_TIMEOUT_MS, sqlStorage } from './storage'

export type { PgliteLike } from './executors/shared-pglite'
export type { SqlTransaction } from './database'

export type PgliteStorageOptions = {
  /** Where the tables live. `otsy` unless given. */
  readonly schema?: string
} & (
  | {
      /** A folder on this machine, made when it is missing; `memory://` keeps nothing. */
      readonly dataDir: string
    }
  /** An instance of the host's, for writing in its transactions (`{ tx }`). The host closes it. */
  | { readonly db: PgliteLike }
)

/**
 * PGlite: PostgreSQL inside this process, for one process at a time. What is acknowledged survives
 * the end of the process, SIGKILL included; as PGlite never asks the disk to flush, a power cut may
 * take the last of it. A folder in use is refused.
 */
export function pgliteStorage(options: PgliteStorageOptions): Storage<SqlTransaction> {
  return sqlStorage({
    name: 'pglite',
    database: 'db' in options ? new SharedPglite(options.db) : new OwnedPglite(folder(options)),
    schema: options.schema ?? DEFAULT_SCHEMA,
    lockTimeoutMs: LOCK_TIMEOUT_MS,
    caveats: [
      'PGlite serves one process and survives its end, but not a power cut; use PostgreSQL for that.',
    ],
  })
}

function folder({ dataDir }: { dataDir: string }): string | null {
  return dataDir.startsWith('memory:') ? null : dataDir
}
