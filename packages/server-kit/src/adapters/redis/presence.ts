import type { LeasedPresence, PresenceLease, PresenceStore } from '../../core/presence/port'
import { DEFAULT_PREFIX, type RedisOptions } from './bus'
import { connectionOf, type RedisConnection } from './connection'
import { looking, read, release, renew } from './presence-scripts'
import type { Script } from './script'

/** Leases or questions in one script: it holds up everyone else for about a millisecond. */
const CHUNK = 200

/**
 * Presence of the connections of all nodes, in a Redis. Its clock alone says when a lease ends. What it
 * forgets (FLUSHALL, a restart) is there again when the nodes renew. Methods reject with
 * `storage_unavailable` while it is away.
 */
export function redisPresence({ client, prefix = DEFAULT_PREFIX }: RedisOptions): PresenceStore {
  return new RedisPresence(connectionOf(client), prefix)
}

class RedisPresence implements PresenceStore {
  readonly #connection: RedisConnection
  readonly #userKey: (userId: string) => string
  readonly #connectionKey: (connectionId: string) => string
  readonly #userPrefix: string

  constructor(connection: RedisConnection, prefix: string) {
    this.#connection = connection
    // The braces keep all keys in one slot of a cluster, as a script over several of them needs.
    this.#userPrefix = `{${prefix}}:presence:user:`
    this.#userKey = (userId) => `${this.#userPrefix}${userId}`
    this.#connectionKey = (connectionId) => `{${prefix}}:presence:connection:${connectionId}`
  }

  async renew(leases: readonly PresenceLease[], ttlMs: number): Promise<void> {
    await this.#chunks(leases, (chunk) => ({
      script: renew,
      keys: chunk.flatMap(({ connectionId, userId }) => [
        this.#connectionKey(connectionId),
        this.#userKey(userId),
      ]),
      args: [
        ...[String(ttlMs), this.#userPrefix],
        ...chunk.flatMap(({ connectionId, userId, status, viewing }) => {
          return [connectionId, userId, status, viewing ?? '']
        }),
      ],
    }))
  }

  async release(connectionIds: readonly string[]): Promise<void> {
    await this.#chunks(connectionIds, (chunk) => ({
      script: release,
      keys: chunk.map(this.#connectionKey),
      args: [this.#userPrefix, ...chunk],
    }))
  }

  async read(userIds: readonly string[]): Promise<LeasedPresence[]> {
    const statuses = await this.#chunks(userIds, (chunk) => ({
      script: read,
      keys: chunk.map(this.#userKey),
      args: [],
    }))
    return userIds.map((userId, i) => {
      return { userId, status: (statuses[i] ?? 'offline') as LeasedPresence['status'] }
    })
  }

  async looking(
    pairs: readonly { readonly userId: string; readonly chatId: string }[],
  ): Promise<boolean[]> {
    const answers = await this.#chunks(pairs, (chunk) => ({
      script: looking,
      keys: chunk.map(({ userId }) => this.#userKey(userId)),
      args: chunk.map(({ chatId }) => chatId),
    }))
    return pairs.map((_pair, i) => answers[i] === 1)
  }

  /** Nothing is its own: the client is the host's, and the leases are other nodes' too. */
  async close(): Promise<void> {}

  async #chunks<T>(
    all: readonly T[],
    call: (chunk: readonly T[]) => {
      readonly script: Script
      readonly keys: readonly string[]
      readonly args: readonly string[]
    },
  ): Promise<unknown[]> {
    const answers: unknown[] = []
    for (let i = 0; i < all.length; i += CHUNK) {
      const { script, keys, args } = call(all.slice(i, i + CHUNK))
      const answer = await script.run(this.#connection, keys, args)
      if (Array.isArray(answer)) answers.push(...(answer as unknown[]))
    }
    return answers
  }
}
