import { Pool } from 'pg'
import type { PoolLike } from './pool-like'

export type PostgresConnection =
  /**
   * The host's own pool; it stays open when what uses it is closed. What listens holds one connection
   * of it for good, and needs another.
   */
  | { readonly pool: PoolLike }
  | {
      readonly connectionString: string
      /** Most connections of the pool made for it; 10 unless given, 2 at least (without `listen` 1). */
      readonly maxConnections?: number
    }

interface UsedPool {
  readonly pool: PoolLike
  /** Ends the pool, where it is ours. */
  readonly end: () => Promise<void>
}

/** `listen`: one connection will only hear, and serve nothing else. */
export function poolOf(options: PostgresConnection, listen: boolean): UsedPool {
  return 'pool' in options ? borrowed(options.pool, listen) : owned(options, listen)
}

function borrowed(pool: PoolLike, listen: boolean): UsedPool {
  const max = pool.options?.max
  if (max !== undefined) checkSize("The pool's max", max, listen)
  return { pool, end: async () => {} }
}

function owned(
  options: { readonly connectionString: string; readonly maxConnections?: number },
  listen: boolean,
): UsedPool {
  const { connectionString, maxConnections = 10 } = options
  checkSize('maxConnections', maxConnections, listen)
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

function checkSize(name: string, size: number, listen: boolean): void {
  const least = listen ? 2 : 1
  if (Number.isInteger(size) && size >= least) return
  throw new Error(
    `${name} is ${size}; it must be a whole number from ${least} on. With listen (the default) one ` +
      'connection only hears of commits and serves nothing else.',
  )
}
