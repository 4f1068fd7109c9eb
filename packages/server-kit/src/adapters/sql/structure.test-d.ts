import type { PGlite, Transaction } from '@electric-sql/pglite'
import type { Client, Pool, PoolClient } from 'pg'
import type { Storage } from '../../core/storage'
import type { SqlTransaction } from './database'
import type { PoolLike } from './executors/pool-like'
import type { PgliteLike } from './executors/shared-pglite'
import type { pgliteStorage } from './pglite'
import type { postgresStorage } from './postgres'

/** Compiles when the parts of the drivers fit what is named by structure here. */
type Fits<Given, Wanted> = Given extends Wanted ? true : false

export const fits: readonly [
  Fits<Pool, PoolLike>,
  Fits<Client, SqlTransaction>,
  Fits<PoolClient, SqlTransaction>,
  Fits<PGlite, PgliteLike>,
  Fits<Transaction, SqlTransaction>,
  Fits<ReturnType<typeof postgresStorage>, Storage<SqlTransaction>>,
  Fits<ReturnType<typeof pgliteStorage>, Storage<SqlTransaction>>,
] = [true, true, true, true, true, true, true]

export const refused: readonly [
  Fits<Pool, SqlTransaction & { transaction: unknown }>,
  Fits<Client, PoolLike>,
  Fits<{ query(text: string): Promise<unknown[]> }, SqlTransaction>,
  // A store keeps everything; none is asked first whether it does.
  Fits<Omit<Storage, 'notifications'>, Storage>,
] = [false, false, false, false]
