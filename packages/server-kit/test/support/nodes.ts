import { Redis } from 'ioredis'
import { startRedis, type RunningRedis } from '../../../../test/support/redis'
import { createTestDatabase } from '../../../../test/support/test-database'
import { redisBus, redisPresence } from '../../src/adapters/redis/index'
import { postgresBus, postgresPresence, postgresStorage } from '../../src/adapters/sql/postgres'
import type { Storage } from '../../src/index'
import { startServer, type RunningServer, type ServerOptions } from './start-server'

/** What lies between nodes, beside the database they share. */
export interface Between extends AsyncDisposable {
  options(): Promise<ServerOptions>
}

export class RedisBetween implements Between {
  readonly redis: RunningRedis
  readonly #clients: Redis[] = []

  constructor(redis: RunningRedis) {
    this.redis = redis
  }

  static async start(): Promise<RedisBetween> {
    return new RedisBetween(await startRedis())
  }

  async client(): Promise<Redis> {
    const client = new Redis(this.redis.url, { retryStrategy: () => 50 })
    this.#clients.push(client)
    await client.ping()
    return client
  }

  async options(): Promise<ServerOptions> {
    const client = await this.client()
    return { bus: redisBus({ client }), presence: redisPresence({ client }) }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) client.disconnect()
    await this.redis.stop()
  }
}

/** Signals and presence in the database the nodes share. */
export function databaseBetween(url: string): Between {
  return {
    options: async () => ({
      bus: postgresBus({ connectionString: url }),
      presence: postgresPresence({ connectionString: url, maxConnections: 3 }),
    }),
    [Symbol.asyncDispose]: async () => {},
  }
}

/** Several servers on one PostgreSQL database. */
export class Nodes implements AsyncDisposable {
  readonly #database: Awaited<ReturnType<typeof createTestDatabase>>
  readonly #servers: RunningServer[] = []

  constructor(database: Awaited<ReturnType<typeof createTestDatabase>>) {
    this.#database = database
  }

  static async open(): Promise<Nodes> {
    return new Nodes(await createTestDatabase())
  }

  get url(): string {
    return this.#database.url
  }

  async start(options: ServerOptions = {}): Promise<RunningServer> {
    const storage: Storage<never> = postgresStorage({ connectionString: this.url })
    const server = await startServer({ storage, ...options })
    this.#servers.push(server)
    return server
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.#servers) await server[Symbol.asyncDispose]()
    await this.#database.drop()
  }
}
