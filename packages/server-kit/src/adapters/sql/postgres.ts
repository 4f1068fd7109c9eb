import type { Storage } from '../../core/storage'
import type { SqlTransaction } from './database'
import { PgDatabase } from './executors/pg-database'
import { poolOf, type PostgresConnection } from './executors/pool'
import { DEFAULT_SCHEMA, LOCK_TIMEOUT_MS, sqlStorage } from './storage'

export { postgresBus, type PostgresBusOptions } from './bus/postgres-bus'
export { postgresPresence, type PostgresPresenceOptions } from './presence/postgres-presence'
export type { PostgresConnection } from './executors/pool'
export type { PoolClientLike, PoolLike } from './executors/pool-like'
export type { SqlTransaction } from './database'

export type PostgresStorageOptions = PostgresConnection & {
  /** Where the tables live; one for each tenant. `otsy` unless given. */
  readonly schema?: string
  /** Milliseconds to wait for a chat that a transaction holds, before `chat_busy`. */
  readonly lockTimeoutMs?: number
  /** Milliseconds to wait for a connection of the pool, before `storage_unavailable`; default 5,000. */
  readonly connectTimeoutMs?: number
  /** false behind a pooler that gives each statement another connection (PgBouncer's modes). */
  readonly preparedStatements?: boolean
  /**
   * Keeps one connection of the pool to hear of commits in a host's own transactions. Without it they
   * are found by the periodic check of heads.
   */
  readonly listen?: boolean
}

/**
 * PostgreSQL 15 or newer, through `pg`. Messages are as durable as the server's `fsync` and
 * `synchronous_commit` say; `open()` warns where they are weakened. Write through `{ tx }` to make
 * messages part of a transaction of your own: a client of `pg` between BEGIN and COMMIT.
 */
export function postgresStorage(options: PostgresStorageOptions): Storage<SqlTransaction> {
  const { lockTimeoutMs = LOCK_TIMEOUT_MS, connectTimeoutMs } = options
  const { preparedStatements: prepare = true, listen = true } = options
  const { pool, end } = poolOf(options, listen)
  const database = new PgDatabase({
    ...{ pool, end, lockTimeoutMs, listen, prepare },
    ...(connectTimeoutMs !== undefined && { connectTimeoutMs }),
  })
  const schema = options.schema ?? DEFAULT_SCHEMA
  return sqlStorage({ name: 'postgres', database, schema, lockTimeoutMs })
}
