import { CarriedBus, type Carrier, type CarrierEar } from '../../../core/fanout/carried-bus'
import type { Bus } from '../../../core/fanout/port'
import { within } from '../../../core/within'
import { PgListener } from '../executors/pg-listener'
import { poolOf, type PostgresConnection } from '../executors/pool'
import type { PoolLike } from '../executors/pool-like'
import { checkedSchema, DEFAULT_SCHEMA } from '../storage'
import { Assembly, partsOf } from './parts'

export type PostgresBusOptions = PostgresConnection & {
  /** The storage's schema: nodes of one schema hear each other. `otsy` unless given. */
  readonly schema?: string
}

const ANSWER_MS = 2_000

/**
 * The bus between nodes over LISTEN and NOTIFY of the database they share, for hosts without a Redis.
 * Holds one connection of the pool to hear, and another for each text it sends; it needs a session of
 * its own, so no pooler that shares connections in between. Nothing is kept: what does not fit into one
 * notification goes in several. Whatever becomes of the connections, nothing is thrown.
 */
export function postgresBus(options: PostgresBusOptions): Bus {
  const { pool, end } = poolOf(options, true)
  const channel = `${checkedSchema(options.schema ?? DEFAULT_SCHEMA)}_signals`
  return new CarriedBus(postgresCarrier({ pool, end, channel }))
}

function postgresCarrier(options: {
  readonly pool: PoolLike
  readonly end: () => Promise<void>
  readonly channel: string
}): Carrier {
  const { pool, end, channel } = options
  let listener: PgListener | undefined
  let closing: Promise<void> | undefined
  return {
    send: (text) => within(ANSWER_MS, 'PostgreSQL', notify(pool, channel, partsOf(text))),
    start(ear) {
      listener = listenerOf({ pool, channel, ear })
      listener.startInTime()
    },
    close() {
      listener?.stop()
      closing ??= end()
      return closing
    },
  }
}

function listenerOf(parts: {
  readonly pool: PoolLike
  readonly channel: string
  readonly ear: CarrierEar
}): PgListener {
  const { ear, ...connection } = parts
  const assembly = new Assembly()
  return new PgListener({
    ...connection,
    cut: (cause) => ear.cut(cause),
    heard(part) {
      if (part === null) return ear.up()
      const text = assembly.add(part)
      if (text !== null) ear.text(text)
    },
  })
}

/** One statement, so one transaction: the parts come together and in order. */
async function notify(pool: PoolLike, channel: string, parts: readonly string[]): Promise<void> {
  const client = await pool.connect()
  // A broken connection is told to the query under way, and as an event nobody else waits for.
  client.on('error', ignore)
  let isBroken = true
  try {
    const text = 'select pg_notify($1, part) from unnest($2::text[]) part'
    await client.query({ text, values: [channel, parts] })
    isBroken = false
  } finally {
    client.removeListener('error', ignore)
    client.release(isBroken)
  }
}

function ignore(): void {}
