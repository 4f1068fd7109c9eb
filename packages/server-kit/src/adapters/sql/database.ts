import type { Statement } from './statement'

export type Param = string | number | boolean | null

/** What runs statements one after another: a connection in a transaction, or one commit each. */
export interface Session {
  /**
   * Every statement answers rows of one text column `row` that holds JSON; so both drivers, and any
   * transaction a host hands in, read numbers and times alike. Throws `SqlFault`.
   */
  run<R>(statement: Statement, params?: readonly Param[]): Promise<R[]>
}

/** A transaction of the host: a client of `pg`, a PGlite `Transaction`, or what looks like them. */
export interface SqlTransaction {
  query(text: string, params: unknown[]): Promise<{ rows: unknown[] }>
}

/** One database as an executor reaches it. Outside `transaction` each statement is its own commit. */
export interface Database extends Session {
  /** Whether a server of its own does the work: beside this process, and clearing away dead rows itself. */
  readonly isServer: boolean
  /**
   * READ COMMITTED, rolled back when `work` throws; waits for a lock at most `lockTimeoutMs`. A
   * connection that breaks before the commit is sent is an `OtsyError('storage_unavailable')`.
   */
  transaction<T>(work: (session: Session) => Promise<T>): Promise<T>
  /** What PostgreSQL is asked first; the place to take locks on a folder. */
  open(): Promise<void>
  /**
   * Calls back with what is notified on a channel, until the database is closed; with null when it
   * listens again after it could not.
   */
  listen(channel: string, heard: (payload: string | null) => void): Promise<void>
  /** Names the storage itself where the server cannot: a copied folder is another one. */
  fingerprint(): Promise<string>
  close(): Promise<void>
}
