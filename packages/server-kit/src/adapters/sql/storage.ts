import { OtsyError } from '../../core/errors'
import type { OpenedStorage, Storage } from '../../core/storage'
import { SqlChats } from './chats'
import type { Database, SqlTransaction } from './database'
import { durabilityWarnings } from './durability'
import { epochOf } from './epoch'
import { SqlFault } from './faults'
import { HostTransactions } from './host-transactions'
import { migrate } from './migrate'
import { SqlNotifications } from './notifications/store'
import { SqlPeople } from './people'
import { SqlRevocations } from './revocations'
import { statementsOf } from './statements/index'

export interface SqlStorageOptions {
  readonly name: string
  readonly database: Database
  readonly schema: string
  readonly lockTimeoutMs: number
  /** Said by every opened storage of this kind. */
  readonly caveats?: readonly string[]
}

/** How long a unit waits for a chat that a host's transaction holds, unless told otherwise. */
export const LOCK_TIMEOUT_MS = 5_000

export const DEFAULT_SCHEMA = 'otsy'

/** The storage over any executor. */
export function sqlStorage(options: SqlStorageOptions): Storage<SqlTransaction> {
  const { database, lockTimeoutMs } = options
  const schema = checkedSchema(options.schema)
  const statements = statementsOf(schema)
  const channel = `${schema}_commits`
  const listeners = new Set<(chatId: string | null) => void>()
  const host = new HostTransactions({ statements, channel, lockTimeoutMs })

  return {
    name: options.name,
    chats: new SqlChats({ database, statements, host }),
    people: new SqlPeople({ database, statements }),
    notifications: new SqlNotifications({
      database,
      statements: statements.notifications,
      host,
    }),
    revocations: new SqlRevocations({ database, statements }),

    async open(): Promise<OpenedStorage> {
      try {
        await database.open()
        const warnings = await durabilityWarnings(database)
        const fingerprint = await database.fingerprint()
        const epoch = await database.transaction(async (session) => {
          await migrate(session, schema)
          return epochOf(session, { schema, fingerprint })
        })
        await database.listen(channel, (chatId) => {
          for (const listener of listeners) listener(chatId)
        })
        return { epoch, warnings: [...(options.caveats ?? []), ...warnings] }
      } catch (fault) {
        await database.close().catch(() => {})
        throw explained(fault, schema)
      }
    },

    close: () => database.close(),

    onForeignCommit(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** Names that need no quoting, short enough for the names derived from them. */
export function checkedSchema(schema: string): string {
  if (/^[a-z_][a-z0-9_]{0,39}$/.test(schema) && !schema.startsWith('pg_')) return schema
  throw new Error(
    `"${schema}" cannot be used as a schema: at most 40 lower-case letters, digits and _, not ` +
      'starting with a digit or pg_.',
  )
}

const INSUFFICIENT_PRIVILEGE = '42501'

function explained(fault: unknown, schema: string): unknown {
  const cause = fault instanceof OtsyError && fault.cause instanceof SqlFault ? fault.cause : fault
  if (!(cause instanceof SqlFault)) return fault
  if (cause.sqlState === INSUFFICIENT_PRIVILEGE) {
    return new Error(
      `The database role may not set up the schema ${schema} (${cause.message}). Let its owner ` +
        `run once: create schema ${schema} authorization <role>.`,
      { cause },
    )
  }
  return new Error(`The database could not be opened: ${cause.message}`, { cause })
}
