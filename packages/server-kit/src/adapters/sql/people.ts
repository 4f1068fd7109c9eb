import type { PeopleStore } from '../../core/presence/port'
import { iso } from '../../core/time'
import type { Database } from './database'
import { isStorable, textArray } from './ids'
import { retrying } from './retry'
import type { Statements } from './statements/index'

export class SqlPeople implements PeopleStore {
  readonly #database: Database
  readonly #statements: Statements

  constructor(options: { database: Database; statements: Statements }) {
    this.#database = options.database
    this.#statements = options.statements
  }

  async acquaintances(userId: string, others: readonly string[]): Promise<string[]> {
    const asked = [...new Set(others)].filter(isStorable)
    if (asked.length === 0 || !isStorable(userId)) return []
    return this.#run<string>(this.#statements.acquaintances, [userId, textArray(asked)])
  }

  async saveLastSeen(
    seen: readonly { readonly userId: string; readonly at: string }[],
  ): Promise<void> {
    const latest = new Map<string, string>()
    for (const { userId, at } of seen) {
      // ISO 8601 in UTC with milliseconds sorts as text.
      if (at > (latest.get(userId) ?? '')) latest.set(userId, at)
    }
    if (latest.size === 0) return
    const rows = [...latest].map(([user_id, at]) => ({ user_id, at }))
    await this.#run(this.#statements.saveLastSeen, [JSON.stringify(rows)])
  }

  async lastSeen(userIds: readonly string[]): Promise<(string | null)[]> {
    const asked = textArray(userIds.filter(isStorable))
    const rows = await this.#run<{ user_id: string; at: number }>(this.#statements.lastSeen, [
      asked,
    ])
    const found = new Map(rows.map(({ user_id, at }) => [user_id, iso(at)]))
    return userIds.map((userId) => found.get(userId) ?? null)
  }

  /** All of these do no harm when said twice. */
  #run<R>(...[statement, params]: Parameters<Database['run']>): Promise<R[]> {
    return retrying({ repeatable: true }, () => this.#database.run<R>(statement, params))
  }
}
