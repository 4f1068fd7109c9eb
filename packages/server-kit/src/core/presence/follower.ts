import type { Presence } from '@otsy/protocol'
import type { PeopleStore, PresenceStore } from './port'
import { LEASE_MS, RENEW_MS } from './service'

/** People asked for in one question. */
const CHUNK = 500

type Status = Presence['status']

export interface FollowerOptions {
  readonly leases: Pick<PresenceStore, 'read'>
  readonly people: Pick<PeopleStore, 'lastSeen' | 'saveLastSeen'>
  readonly clock?: () => number
}

interface Known {
  readonly status: Status
  /** Since when no lease of theirs is found, while they still count as there. */
  readonly missingSince: number | null
}

interface News {
  readonly userId: string
  readonly known: Known
  readonly now: Known
}

/**
 * What this node's watchers were told of each person, compared with the leases: a node that was killed
 * says nothing, and a bus may lose what was said. Who has no lease any more is given one more round of
 * renewals first, since a store may forget all leases at once.
 */
export class PresenceFollower {
  readonly #options: FollowerOptions
  readonly #clock: () => number
  readonly #known = new Map<string, Known>()

  constructor(options: FollowerOptions) {
    this.#options = options
    this.#clock = options.clock ?? Date.now
  }

  /** The watchers were told. */
  told(userId: string, status: Status): void {
    if (this.#known.has(userId)) this.#known.set(userId, { status, missingSince: null })
  }

  /** A new watcher was told; what the others know is compared at the next check. */
  toldOne(userId: string, status: Status): void {
    if (!this.#known.has(userId)) this.#known.set(userId, { status, missingSince: null })
  }

  /** What has changed for the watchers of these people. Those not among them are forgotten. */
  async changes(watched: readonly string[]): Promise<Presence[]> {
    const wanted = new Set(watched)
    for (const userId of this.#known.keys()) if (!wanted.has(userId)) this.#known.delete(userId)
    const news: News[] = []
    for (let i = 0; i < watched.length; i += CHUNK) {
      const chunk = watched.slice(i, i + CHUNK)
      const before = chunk.map((userId) => this.#known.get(userId))
      const found = await this.#options.leases.read(chunk)
      found.forEach((presence, n) => {
        const known = this.#known.get(presence.userId)
        // What was told while the store was asked is newer than its answer.
        if (known !== before[n]) return
        const now = this.#weigh(known, presence.status)
        const isNews = known !== undefined && now.status !== known.status
        if (isNews) news.push({ userId: presence.userId, known, now })
        else this.#known.set(presence.userId, now)
      })
    }
    const dated = await this.#dated(news)
    return dated.filter((_presence, i) => this.#take(news[i]))
  }

  #take(news: News | undefined): boolean {
    if (news === undefined || this.#known.get(news.userId) !== news.known) return false
    this.#known.set(news.userId, news.now)
    return true
  }

  /** What counts from now on. */
  #weigh(known: Known | undefined, found: Status): Known {
    const isGone = found === 'offline' && known !== undefined && known.status !== 'offline'
    if (!isGone) return { status: found, missingSince: null }
    const missingSince = known.missingSince ?? this.#clock()
    if (this.#clock() - missingSince < RENEW_MS) return { ...known, missingSince }
    return { status: found, missingSince: null }
  }

  /** Who went without a word was last known to be there when the lease was renewed. */
  async #dated(news: readonly News[]): Promise<Presence[]> {
    if (news.length === 0) return []
    const { people } = this.#options
    const gone = news.flatMap(({ userId, now }) => (now.status === 'offline' ? [userId] : []))
    const at = new Date(this.#clock() - LEASE_MS).toISOString()
    await people.saveLastSeen(gone.map((userId) => ({ userId, at })))
    const seen = new Map((await people.lastSeen(gone)).map((last, i) => [gone[i] ?? '', last]))
    const present = new Date(this.#clock()).toISOString()
    return news.map(({ userId, now: { status } }) => ({
      ...{ userId, status },
      last_seen: status === 'offline' ? (seen.get(userId) ?? null) : present,
    }))
  }
}
