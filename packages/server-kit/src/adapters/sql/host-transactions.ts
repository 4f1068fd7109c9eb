import type { Session, SqlTransaction } from './database'
import { sessionOf } from './executors/query-session'
import { translated } from './faults'
import { textArray } from './ids'
import { statement } from './statement'
import type { Statements } from './statements/index'

const rememberTimeout = statement(
  'remember_timeout',
  `select json_build_object('before', current_setting('lock_timeout'),
    'now', set_config('lock_timeout', $1, true))::text as row`,
)

const restoreTimeout = statement(
  'restore_timeout',
  `select to_json(set_config('lock_timeout', $1, true))::text as row`,
)

/**
 * Runs units of work inside a transaction that the host began and will end.
 *
 * Only these commits are notified. A notification takes a lock of the whole server at its commit, so
 * one with every batch would put all nodes in a row; nodes hear of each other's sends by the bus, and
 * at the latest when they compare heads.
 */
export class HostTransactions {
  readonly #statements: Statements
  readonly #channel: string
  readonly #lockTimeoutMs: number

  constructor(options: { statements: Statements; channel: string; lockTimeoutMs: number }) {
    this.#statements = options.statements
    this.#channel = options.channel
    this.#lockTimeoutMs = options.lockTimeoutMs
  }

  /**
   * Nothing is retried: a fault has broken the host's transaction already, and only the host can
   * begin another. The chats in `changed` are told of when the host commits. The host's own lock
   * time-out is in force again afterwards.
   */
  async run<T>(
    tx: SqlTransaction,
    unit: (session: Session) => Promise<T>,
    changed: (outcome: T) => readonly string[],
  ): Promise<T> {
    const session = sessionOf(tx)
    try {
      const [timeout] = await session.run<{ before: string }>(rememberTimeout, [
        `${this.#lockTimeoutMs}ms`,
      ])
      const outcome = await unit(session)
      const chats = changed(outcome)
      if (chats.length > 0) {
        await session.run(this.#statements.notify, [this.#channel, textArray(chats)])
      }
      await session.run(restoreTimeout, [timeout?.before ?? '0'])
      return outcome
    } catch (fault) {
      // Whatever happened, it goes with the host's transaction, which cannot commit any more.
      throw translated(fault, true)
    }
  }
}
