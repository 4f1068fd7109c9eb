import type { Storage } from '../core/storage'

/** Something not every store can do: how to do it, or the reason why not. Reasons show in the report. */
export type Capability<T> = T | { readonly lacks: string }

/** A store to hold to the promises of its port. */
export interface StorageTarget<Tx = never> {
  /** For the report, such as `postgres`. */
  readonly name: string
  /** Makes a fresh database. It is called a few times in one run; nothing is shared between them. */
  create(): Promise<Database<Tx>>
  /** Two or more handles on one database, as several nodes have. */
  readonly severalHandles: Capability<true>
  /** Runs `work` in a transaction of the host: commits what it resolves with, rolls back on a throw. */
  readonly transaction: Capability<RunInTransaction<Tx>>
  /** Whether others can use the database while a transaction of the host is open. */
  readonly besideTransaction: Capability<true>
  /** Whether what was stored is there after every handle was closed: see `Database.reopen`. */
  readonly reopen: Capability<true>
  /** Operation sequences of the model-based run; 60 unless given. */
  readonly modelRuns?: number
}

export type Handles<Tx> = readonly [Storage<Tx>, ...Storage<Tx>[]]

export interface Database<Tx> {
  /** Not yet opened; the race group spreads its calls over all of them. At least one. */
  readonly handles: Handles<Tx>
  /** Another handle on the same data, asked for only after `close` of all the others. */
  reopen?(): Promise<Storage<Tx>>
  /** Called last, after every handle was closed. */
  dispose(): Promise<void>
}

export type RunInTransaction<Tx> = <T>(
  storage: Storage<Tx>,
  work: (tx: Tx) => Promise<T>,
) => Promise<T>

export function lacks<T>(capability: Capability<T>): capability is { readonly lacks: string } {
  return typeof capability === 'object' && capability !== null && 'lacks' in capability
}
