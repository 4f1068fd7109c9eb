import type { Param, Session, SqlTransaction } from '../database'
import { SqlFault } from '../faults'
import type { Statement } from '../statement'

/** Statements through anything with `query(text, params)`. */
export function sessionOf(tx: SqlTransaction): Session {
  return {
    async run<R>({ text }: Statement, params: readonly Param[] = []): Promise<R[]> {
      let rows: unknown[]
      try {
        ;({ rows } = await tx.query(text, [...params]))
      } catch (cause) {
        throw new SqlFault(cause)
      }
      return rows.map((row) => JSON.parse((row as { row: string }).row) as R)
    },
  }
}
