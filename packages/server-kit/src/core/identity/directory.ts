import type { Logger } from '../log'
import { within } from '../within'
import { tidied, type PersonInfo } from './person-info'

export type { PersonInfo } from './person-info'

/** The host's look-up. People it does not know are left out. */
export type ResolveUsers = (
  userIds: readonly string[],
) => Promise<ReadonlyMap<string, PersonInfo> | Readonly<Record<string, PersonInfo>>>

const FRESH_MS = 60_000
const MOST = 10_000

interface Entry {
  readonly info: PersonInfo
  readonly until: number
}

export interface DirectoryOptions {
  readonly resolve: ResolveUsers | undefined
  readonly logger: Logger
  /** Milliseconds that everyone else waits for names. */
  readonly patienceMs: number
}

/** Names by id, asked of the host at most once a minute each; a token's own name until then. */
export class Directory {
  readonly #options: DirectoryOptions
  readonly #known = new Map<string, Entry>()
  readonly #tokenNames = new Map<string, PersonInfo>()

  constructor(options: DirectoryOptions) {
    this.#options = options
  }

  /** Keeps the name a token carries, for a host without `resolveUsers` or one that does not know. */
  remember(userId: string, info: PersonInfo): void {
    this.#tokenNames.delete(userId)
    this.#tokenNames.set(userId, tidied(info))
    trim(this.#tokenNames)
  }

  async lookUp(userIds: readonly string[]): Promise<Map<string, PersonInfo>> {
    const now = Date.now()
    const missing = userIds.filter((id) => (this.#known.get(id)?.until ?? 0) < now)
    if (missing.length > 0) await this.#ask([...new Set(missing)], now)
    return new Map(
      userIds.map((id) => [id, { ...this.#tokenNames.get(id), ...this.#known.get(id)?.info }]),
    )
  }

  /**
   * A look-up that fails or takes too long costs names, nothing else; it is asked again at the next
   * need. An answer that comes late is for those who ask then.
   */
  async #ask(ids: readonly string[], now: number): Promise<void> {
    const { resolve, logger, patienceMs } = this.#options
    if (resolve === undefined) return
    try {
      await within(patienceMs, 'resolveUsers', this.#fetch(resolve, ids, now))
    } catch (cause) {
      logger.warn({ err: cause }, 'resolveUsers failed; names are left out')
    }
  }

  async #fetch(resolve: ResolveUsers, ids: readonly string[], now: number): Promise<void> {
    const answer = await resolve(ids)
    const byId = isMap(answer) ? answer : new Map(Object.entries(answer))
    for (const id of ids) {
      this.#known.delete(id)
      this.#known.set(id, { info: tidied(byId.get(id)), until: now + FRESH_MS })
    }
    trim(this.#known)
  }
}

/** Drops the oldest entries beyond the cap; a Map keeps the order of insertion. */
function trim(map: Map<string, unknown>): void {
  for (const key of map.keys()) {
    if (map.size <= MOST) return
    map.delete(key)
  }
}

function isMap(
  answer: Awaited<ReturnType<ResolveUsers>> | undefined,
): answer is ReadonlyMap<string, PersonInfo> {
  return answer instanceof Map
}
