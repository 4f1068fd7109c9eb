import { OtsyError } from '../../../core/errors'
import { within } from '../../../core/within'
import type { Database, Param, Session } from '../database'
import { lostConnection, SqlFault } from '../faults'
import type { Statement } from '../statement'
import { PgListener } from './pg-listener'
import type { PoolClientLike, PoolLike } from './pool-like'

export interface PgDatabaseOptions {
  readonly pool: PoolLike
  readonly lockTimeoutMs: number
  /** How long a connection of the pool is waited for, when others hold them all; default 5,000 ms. */
  readonly connectTimeoutMs?: number
  /** Whether statements are prepared by name; not behind a pooler that shares connections. */
  readonly prepare: boolean
  readonly listen: boolean
  /** Ends the pool, where it is ours. */
  readonly end: () => Promise<void>
}

const CONNECT_TIMEOUT_MS = 5_000

/** PostgreSQL through a pool of `pg`. */
export class PgDatabase implements Database {
  readonly isServer = true
  readonly #options: PgDatabaseOptions
  readonly #listeners: PgListener[] = []
  readonly #working = new Set<Promise<unknown>>()
  #closing: Promise<void> | undefined

  constructor(options: PgDatabaseOptions) {
    this.#options = options
  }

  async open(): Promise<void> {
    if (this.#closing) throw new Error('The storage was closed; make another one.')
  }

  run<R>(statement: Statement, params: readonly Param[] = []): Promise<R[]> {
    return this.#withClient((client) => this.#session(client).run<R>(statement, params))
  }

  transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.#withClient(async (client) => {
      let result: T
      try {
        const timeout = `set local lock_timeout = ${Math.ceil(this.#options.lockTimeoutMs)}`
        await queried(client, `begin isolation level read committed; ${timeout}`)
        result = await work(this.#session(client))
      } catch (fault) {
        if (fault instanceof SqlFault && lostConnection(fault)) {
          // Without its commit the transaction is rolled back, whenever the server notices.
          throw new OtsyError('storage_unavailable', { cause: fault })
        }
        await queried(client, 'rollback').catch((cause: unknown) => {
          throw new OtsyError('storage_unavailable', { cause })
        })
        throw fault
      }
      await queried(client, 'commit')
      return result
    })
  }

  async listen(channel: string, heard: (payload: string | null) => void): Promise<void> {
    if (!this.#options.listen) return
    const listener = new PgListener({ pool: this.#options.pool, channel, heard })
    this.#listeners.push(listener)
    await listener.start()
  }

  /** The server names itself. */
  async fingerprint(): Promise<string> {
    return ''
  }

  close(): Promise<void> {
    this.#closing ??= (async () => {
      for (const listener of this.#listeners) listener.stop()
      while (this.#working.size > 0) await Promise.allSettled(this.#working)
      await this.#options.end()
    })()
    return this.#closing
  }

  #session(client: PoolClientLike): Session {
    const { prepare } = this.#options
    return {
      async run<R>({ name, text }: Statement, params: readonly Param[] = []): Promise<R[]> {
        const query = { text, values: [...params] }
        const rows = await queried(
          client,
          prepare && params.length > 0 ? { name, ...query } : query,
        )
        return rows.map((row) => JSON.parse((row as { row: string }).row) as R)
      },
    }
  }

  #withClient<T>(work: (client: PoolClientLike) => Promise<T>): Promise<T> {
    if (this.#closing) return Promise.reject(new OtsyError('storage_unavailable'))
    const working = this.#borrow(work)
    this.#working.add(working)
    return working.finally(() => this.#working.delete(working))
  }

  async #connected(): Promise<PoolClientLike> {
    const connecting = this.#options.pool.connect()
    try {
      return await within(
        this.#options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
        'A connection of the pool',
        connecting,
      )
    } catch (cause) {
      // Should it come after all, nobody waits for it any more.
      connecting.then(
        (client) => client.release(),
        () => undefined,
      )
      throw cause
    }
  }

  async #borrow<T>(work: (client: PoolClientLike) => Promise<T>): Promise<T> {
    let client: PoolClientLike
    try {
      client = await this.#connected()
    } catch (cause) {
      // Nothing was said to the server yet.
      throw new OtsyError('storage_unavailable', { cause: new SqlFault(cause) })
    }
    // A broken connection is told to the query under way and as an event nobody else waits for.
    client.on('error', ignore)
    let broken = false
    try {
      return await work(client)
    } catch (fault) {
      const sql = fault instanceof OtsyError ? fault.cause : fault
      broken = sql instanceof SqlFault && lostConnection(sql)
      throw fault
    } finally {
      client.removeListener('error', ignore)
      client.release(broken)
    }
  }
}

async function queried(
  client: PoolClientLike,
  query: string | { name?: string; text: string; values: unknown[] },
): Promise<unknown[]> {
  try {
    const { rows } = await client.query(typeof query === 'string' ? { text: query } : query)
    return rows
  } catch (cause) {
    throw new SqlFault(cause)
  }
}

function ignore(): void {}
