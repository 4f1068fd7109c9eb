import type { Presence } from '@otsy/protocol'
import type { Bus } from '../fanout/port'
import type { Logger } from '../log'
import type { PeopleStore, PresenceLease, PresenceStore } from './port'

/** How long a connection counts without a word from its node, and how often the node speaks. */
export const LEASE_MS = 30_000
export const RENEW_MS = 10_000

export interface PresenceServiceOptions {
  readonly leases: PresenceStore
  readonly people: PeopleStore
  readonly bus: Bus
  readonly logger: Logger
}

/** Who is there: one lease a connection, renewed together; the last moment of each is kept. */
export class PresenceService {
  readonly #options: PresenceServiceOptions
  readonly #mine = new Map<string, PresenceLease>()
  #timer: NodeJS.Timeout | undefined
  #stopListening: (() => void) | undefined

  constructor(options: PresenceServiceOptions) {
    this.#options = options
  }

  start(): void {
    this.#timer = setInterval(() => void this.#renewAll(), RENEW_MS)
    this.#timer.unref()
    // What keeps the leases may have come back empty together with what carries the bus.
    this.#stopListening = this.#options.bus.subscribe(({ kind }) => {
      if (kind === 'gap') void this.#renewAll()
    })
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    this.#stopListening?.()
    const mine = [...this.#mine.values()]
    this.#mine.clear()
    await this.#options.leases.release(mine.map(({ connectionId }) => connectionId))
    await this.#saveLastSeen([...new Set(mine.map(({ userId }) => userId))])
  }

  /** A connection came, changed its status, or looks at another chat. */
  async set(lease: PresenceLease): Promise<void> {
    this.#mine.set(lease.connectionId, lease)
    const before = await this.#statusOf(lease.userId)
    // Ended, or set anew, while the store was asked.
    if (this.#mine.get(lease.connectionId) !== lease) return
    await this.#options.leases.renew([lease], LEASE_MS)
    if (!this.#mine.has(lease.connectionId)) {
      await this.#options.leases.release([lease.connectionId])
    }
    const after = await this.#statusOf(lease.userId)
    if (before !== after) this.#tell(lease.userId, after, new Date().toISOString())
  }

  /** A connection ended. The user is offline when it was the last. */
  async end(connectionId: string): Promise<void> {
    const lease = this.#mine.get(connectionId)
    if (lease === undefined) return
    this.#mine.delete(connectionId)
    const before = await this.#statusOf(lease.userId)
    await this.#options.leases.release([connectionId])
    const after = await this.#statusOf(lease.userId)
    if (after === 'offline') await this.#saveLastSeen([lease.userId])
    if (before !== after) this.#tell(lease.userId, after, new Date().toISOString())
  }

  /** In the order asked. */
  async read(userIds: readonly string[]): Promise<Presence[]> {
    const [leased, lastSeen] = await Promise.all([
      this.#options.leases.read(userIds),
      this.#options.people.lastSeen(userIds),
    ])
    const now = new Date().toISOString()
    return leased.map(({ userId, status }, i) => ({
      userId,
      status,
      last_seen: status === 'offline' ? (lastSeen[i] ?? null) : now,
    }))
  }

  async #statusOf(userId: string): Promise<Presence['status']> {
    const [presence] = await this.#options.leases.read([userId])
    return presence?.status ?? 'offline'
  }

  #tell(userId: string, status: Presence['status'], at: string): void {
    this.#options.bus.publish({ kind: 'presence', user_id: userId, status, last_seen: at })
  }

  async #renewAll(): Promise<void> {
    const mine = [...this.#mine.values()]
    if (mine.length === 0) return
    try {
      await this.#options.leases.renew(mine, LEASE_MS)
    } catch (cause) {
      this.#options.logger.warn({ err: cause }, 'presence could not be renewed; trying again')
    }
  }

  /** A moment that is not kept costs a "last seen", nothing else. */
  async #saveLastSeen(userIds: readonly string[]): Promise<void> {
    if (userIds.length === 0) return
    const at = new Date().toISOString()
    try {
      await this.#options.people.saveLastSeen(userIds.map((userId) => ({ userId, at })))
    } catch (cause) {
      this.#options.logger.warn({ err: cause }, 'last-seen times could not be kept')
    }
  }
}
