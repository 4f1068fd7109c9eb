import type { LeasedPresence, PresenceLease, PresenceStore } from '../../core/presence/port'

interface Held {
  readonly userId: string
  readonly status: PresenceLease['status']
  readonly viewing: string | null
  readonly until: number
}

/** Presence of the connections of this process. */
export class MemoryPresence implements PresenceStore {
  readonly #clock: () => number
  readonly #leases = new Map<string, Held>()
  readonly #byUser = new Map<string, Set<string>>()

  constructor(clock: () => number) {
    this.#clock = clock
  }

  async renew(leases: readonly PresenceLease[], ttlMs: number): Promise<void> {
    const until = this.#clock() + ttlMs
    for (const { connectionId, userId, status, viewing } of leases) {
      this.#drop(connectionId)
      this.#leases.set(connectionId, { userId, status, viewing, until })
      this.#byUser.set(userId, (this.#byUser.get(userId) ?? new Set()).add(connectionId))
    }
  }

  async release(connectionIds: readonly string[]): Promise<void> {
    for (const connectionId of connectionIds) this.#drop(connectionId)
  }

  async read(userIds: readonly string[]): Promise<LeasedPresence[]> {
    this.#dropLapsed()
    return userIds.map((userId) => ({ userId, status: this.#statusOf(userId) }))
  }

  async looking(
    pairs: readonly { readonly userId: string; readonly chatId: string }[],
  ): Promise<boolean[]> {
    this.#dropLapsed()
    return pairs.map(({ userId, chatId }) =>
      [...(this.#byUser.get(userId) ?? [])].some((id) => {
        const held = this.#leases.get(id)
        return held?.status === 'online' && held.viewing === chatId
      }),
    )
  }

  async close(): Promise<void> {
    this.#leases.clear()
    this.#byUser.clear()
  }

  #dropLapsed(): void {
    const now = this.#clock()
    for (const [connectionId, { until }] of this.#leases) {
      if (until <= now) this.#drop(connectionId)
    }
  }

  #statusOf(userId: string): LeasedPresence['status'] {
    const connections = [...(this.#byUser.get(userId) ?? [])]
    if (connections.length === 0) return 'offline'
    return connections.some((id) => this.#leases.get(id)?.status === 'online') ? 'online' : 'away'
  }

  #drop(connectionId: string): void {
    const held = this.#leases.get(connectionId)
    if (held === undefined) return
    this.#leases.delete(connectionId)
    const others = this.#byUser.get(held.userId)
    others?.delete(connectionId)
    if (others?.size === 0) this.#byUser.delete(held.userId)
  }
}

export function memoryPresence(options: { clock?: () => number } = {}): PresenceStore {
  return new MemoryPresence(options.clock ?? Date.now)
}
