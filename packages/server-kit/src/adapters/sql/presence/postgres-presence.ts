import type { LeasedPresence, PresenceLease, PresenceStore } from '../../../core/presence/port'
import type { Param } from '../database'
import { PgDatabase } from '../executors/pg-database'
import { poolOf, type PostgresConnection } from '../executors/pool'
import { textArray } from '../ids'
import { retrying } from '../retry'
import type { Statement } from '../statement'
import { checkedSchema, DEFAULT_SCHEMA, LOCK_TIMEOUT_MS } from '../storage'
import { presenceStatements, type PresenceStatements } from './statements'

export type PostgresPresenceOptions = PostgresConnection & {
  /** The storage's schema; one for each tenant. `otsy` unless given. */
  readonly schema?: string
  /** false behind a pooler that gives each statement another connection (PgBouncer's modes). */
  readonly preparedStatements?: boolean
}

const SWEEP_MS = 60_000

/**
 * Presence of the connections of all nodes in a table of the database they share, for hosts without a
 * Redis; the table is made at the first use. Each node writes a row for each of its connections every ten
 * seconds, so with many thousands of them a Redis is the better place. Methods reject with
 * `storage_unavailable` while the database is away.
 */
export function postgresPresence(options: PostgresPresenceOptions): PresenceStore {
  const { preparedStatements = true } = options
  const database = new PgDatabase({
    ...poolOf(options, false),
    ...{ lockTimeoutMs: LOCK_TIMEOUT_MS, prepare: preparedStatements, listen: false },
  })
  const schema = checkedSchema(options.schema ?? DEFAULT_SCHEMA)
  return new PostgresPresence(database, presenceStatements(schema))
}

class PostgresPresence implements PresenceStore {
  readonly #database: PgDatabase
  readonly #statements: PresenceStatements
  #preparing: Promise<void> | undefined
  #sweptAt = performance.now()

  constructor(database: PgDatabase, statements: PresenceStatements) {
    this.#database = database
    this.#statements = statements
  }

  async renew(leases: readonly PresenceLease[], ttlMs: number): Promise<void> {
    // One statement cannot write a row twice; the last word counts.
    const last = new Map(leases.map((lease) => [lease.connectionId, lease]))
    if (last.size === 0) return
    await this.#run(this.#statements.renew, [JSON.stringify([...last.values()]), ttlMs])
    if (performance.now() - this.#sweptAt < SWEEP_MS) return
    this.#sweptAt = performance.now()
    await this.#run(this.#statements.sweep, [])
  }

  async release(connectionIds: readonly string[]): Promise<void> {
    if (connectionIds.length === 0) return
    await this.#run(this.#statements.release, [textArray(connectionIds)])
  }

  async read(userIds: readonly string[]): Promise<LeasedPresence[]> {
    if (userIds.length === 0) return []
    const rows = await this.#run<{ user_id: string; online: boolean }>(this.#statements.read, [
      textArray(userIds),
    ])
    const found = new Map(rows.map(({ user_id, online }) => [user_id, online]))
    return userIds.map((userId) => {
      const online = found.get(userId)
      return { userId, status: online === undefined ? 'offline' : online ? 'online' : 'away' }
    })
  }

  async looking(
    pairs: readonly { readonly userId: string; readonly chatId: string }[],
  ): Promise<boolean[]> {
    if (pairs.length === 0) return []
    return await this.#run<boolean>(this.#statements.looking, [JSON.stringify(pairs)])
  }

  close(): Promise<void> {
    return this.#database.close()
  }

  /** All of these do no harm when said twice. */
  async #run<R>(statement: Statement, params: readonly Param[]): Promise<R[]> {
    return await retrying({ repeatable: true }, async () => {
      await this.#prepared()
      return await this.#database.run<R>(statement, params)
    })
  }

  #prepared(): Promise<void> {
    this.#preparing ??= this.#prepare().catch((fault: unknown) => {
      this.#preparing = undefined
      throw fault
    })
    return this.#preparing
  }

  async #prepare(): Promise<void> {
    await this.#database.transaction(async (session) => {
      for (const step of this.#statements.prepare) await session.run(step)
    })
  }
}
