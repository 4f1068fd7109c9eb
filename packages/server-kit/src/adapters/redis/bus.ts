import { CarriedBus, type Carrier } from '../../core/fanout/carried-bus'
import type { Bus } from '../../core/fanout/port'
import type { RedisClient } from './clients'
import { connectionOf, type RedisConnection } from './connection'

export interface RedisOptions {
  /** Of `ioredis` 5 or newer, or of node-redis (`redis`) 5 or newer, connected. It stays open. */
  readonly client: RedisClient
  /** Begins the names of keys and channels; one for each tenant of a Redis. `otsy` unless given. */
  readonly prefix?: string
}

export const DEFAULT_PREFIX = 'otsy'

/**
 * The bus between nodes over Redis pub/sub: publishes through the client and hears on a second
 * connection, made like it. Whatever becomes of Redis, nothing is thrown: it comes back by itself, and
 * says so to this node and the others, which then compare everything with the store.
 */
export function redisBus({ client, prefix = DEFAULT_PREFIX }: RedisOptions): Bus {
  return new CarriedBus(redisCarrier(connectionOf(client), `${prefix}:1:signals`))
}

function redisCarrier(connection: RedisConnection, channel: string): Carrier {
  const stops: (() => void)[] = []
  return {
    async send(text) {
      await connection.command('PUBLISH', channel, text)
    },
    start(ear) {
      stops.push(
        connection.hear(channel, ear),
        connection.onReady(() => ear.sendable()),
      )
    },
    async close() {
      for (const stop of stops) stop()
    },
  }
}
