import { OtsyError } from '../../core/errors'

/** What a driver threw, reduced to what decisions are made by. The original is the `cause`. */
export class SqlFault extends Error {
  override readonly name = 'SqlFault'
  /** Of the server's answer; null when the connection failed, and with it all knowledge. */
  readonly sqlState: string | null
  readonly constraint: string | undefined

  constructor(cause: unknown) {
    const answer = serverAnswer(cause)
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.sqlState = answer?.code ?? null
    this.constraint = answer?.constraint
  }
}

interface ServerAnswer {
  readonly code: string
  readonly constraint?: string | undefined
}

/** `severity` tells an answer of PostgreSQL from Node's own errors, whose codes look alike (EPIPE). */
function serverAnswer(cause: unknown): ServerAnswer | null {
  if (typeof cause !== 'object' || cause === null) return null
  const { code, severity, constraint } = cause as Record<string, unknown>
  if (typeof code !== 'string' || typeof severity !== 'string') return null
  return { code, constraint: typeof constraint === 'string' ? constraint : undefined }
}

const SERIALIZATION_FAILURE = '40001'
const DEADLOCK = '40P01'
const UNIQUE_VIOLATION = '23505'
const LOCK_NOT_AVAILABLE = '55P03'
const QUERY_CANCELED = '57014'
const READ_ONLY_TRANSACTION = '25006'

/**
 * The connection is gone, and whether the last statement counted is not known. A shutdown (57P01) is
 * among these: it may come while a commit that has already happened waits for a standby.
 */
export function lostConnection(fault: SqlFault): boolean {
  const { sqlState } = fault
  return sqlState === null || sqlState.startsWith('08') || /^57P0[1-3]$/.test(sqlState)
}

/** A race that was lost cleanly: everything is rolled back, and the next try sees the winner. */
export function lostRace(fault: unknown, constraints: readonly string[] = []): boolean {
  if (!(fault instanceof SqlFault)) return false
  if (fault.sqlState === SERIALIZATION_FAILURE || fault.sqlState === DEADLOCK) return true
  return (
    fault.sqlState === UNIQUE_VIOLATION &&
    fault.constraint !== undefined &&
    constraints.includes(fault.constraint)
  )
}

/**
 * The error a caller of the storage gets. `repeatable` says that nothing can have been written, or
 * that saying the same again does no harm: only then is a lost connection `storage_unavailable`, else
 * `outcome_unknown`.
 */
export function translated(fault: unknown, repeatable: boolean): unknown {
  if (!(fault instanceof SqlFault)) return fault
  if (fault.sqlState === LOCK_NOT_AVAILABLE) return new OtsyError('chat_busy', { cause: fault })
  if (lostConnection(fault)) {
    return new OtsyError(repeatable ? 'storage_unavailable' : 'outcome_unknown', { cause: fault })
  }
  return rolledBack(fault) ? new OtsyError('storage_unavailable', { cause: fault }) : fault
}

/** Refused by the server for its own reasons, such as a full disk: certainly not written. */
function rolledBack({ sqlState }: SqlFault): boolean {
  if (sqlState === null) return false
  const state = [SERIALIZATION_FAILURE, DEADLOCK, QUERY_CANCELED, READ_ONLY_TRANSACTION]
  return state.includes(sqlState) || sqlState.startsWith('53') || sqlState.startsWith('58')
}
