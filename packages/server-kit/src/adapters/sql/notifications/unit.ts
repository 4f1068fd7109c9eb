import type { Database, Param, Session } from '../database'
import { retrying } from '../retry'
import type { Statement } from '../statement'
import type { NotificationStatements } from '../statements/notifications/index'

/** What the methods of the store work with. */
export interface Work {
  readonly database: Database
  readonly statements: NotificationStatements
}

/** One statement that may be said twice, as one commit. */
export function say<R>(work: Work, statement: Statement, params: readonly Param[]): Promise<R[]> {
  return retrying({ repeatable: true }, () => work.database.run<R>(statement, params))
}

/** A transaction that may be done twice. */
export function transact<T>(
  { database }: Work,
  unit: (session: Session) => Promise<T>,
  constraints: readonly string[] = [],
): Promise<T> {
  return retrying({ repeatable: true, constraints }, () => database.transaction(unit))
}
