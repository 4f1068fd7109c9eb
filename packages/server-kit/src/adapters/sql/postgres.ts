import { Pool } from 'pg'
import type { Storage } from '../../core/storage'
import type { SqlTransaction } from './database'
import { PgDatabase } from './executors/pg-database'
import type { PoolLike } from './executors/pool-like'
import { DEFAULT_SCHEMA, LOCK_TIMEOUT_MS, sqlStorage } from './storage'

export type { PoolClientLike, PoolLike } from './executors/pool-like'
export type { SqlTransaction } from './database'

export type PostgresStorageOptions = PostgresConnection & {
  /** Where the tables live; one for each tenant. `otsy` unless given. */
  readonly schema?: string
  /** Milliseconds to wait for a chat that a transaction holds, before `chat_busy`. */
  readonly lockTimeoutMs?: number
  /** false behind a pooler that gives each statement another connection (PgBouncer's modes). */
  readonly preparedStatements?: boolean
  /**
   * Keeps one connection of the pool to hear of commits in a host's own transactions. Without it they
   * are found by the periodic check of heads.
   */
  readonly listen?: boolean
}

export type PostgresConnection =
  /** The host's own pool; it stays open when the storage is closed. Leave it two connections or more. */
  | { readonly pool: PoolLike }
  | {
      readonly connectionString: string
      /** Most connections of the pool made for it; 10 unless given, 2 at least (without `listen` 1). */
      readonly maxConnections?: number
    }

/**
 * PostgreSQL 15 or newer, through `pg`. Messages are as durable as the server's `fsync` and
 * `synchronous_commit` say; `open()` warns where they are weakened. Write through `{ tx }` to make
 * messages part of a transaction of your own: a client of `pg` between BEGIN and COMMIT.
 */
export function postgresStorage(options: PostgresStorageOptions): Storage<SqlTransaction> {
  const { lockTimeoutMs = LOCK_TIMEOUT_MS, preparedStatements = true, listen = true } = options
  const { pool, end } = 'pool' in options ? borrowed(options.pool) : owned(options, listen)
  const database = new PgDatabase({ pool, end, lockTimeoutMs, listen, prepare: preparedStatements })
  const schema = options.schema ?? DEFAULT_SCHEMA
  return sqlStorage({ name: 'postgres', database, schema, lockTimeoutMs })
}

function borrowed(pool: PoolLike) {
  return { pool, end: async () => {} }
}

function owned(options: { connectionString: string; maxConnections?: number }, listen: boolean) {
  const { connectionString, maxConnections = 10 } = options
  const least = listen ? 2 : 1
  if (!Number.isInteger(maxConnections) || maxConnections < least) {
    throw new Error(
      `maxConnections is ${maxConnections}; it must be a whole number from ${least} on. With ` +
        'listen (the default) one connection only hears of commits and serves nothing else.',
    )
  }
  const pool = new Pool({
    connectionString,
    max: maxConnections,
    connectionTimeoutMillis: 5_000,
    // A server that has gone silent is given up, and the connection with it.
    query_timeout: 30_000,
    keepAlive: true,
    application_name: 'otsy',
  })
  // An idle connection that breaks is replaced by the next use; unheard, the event ends the process.
  pool.on('error', () => {})
  return { pool, end: () => pool.end() }
}
