import { statement, type Statement } from '../statement'
import { ms } from './columns'

/*
 * Positions are given out under the lock of one row, so they come in commit order: whoever has seen
 * position n has seen everything up to it.
 */

/** Records what says more than what is known. Parameters: kind, subject, time in milliseconds. */
export function revokeStatement(schema: string): Statement {
  return statement(
    'revoke',
    `with head as (
      update ${schema}.revocation_head set position = position + 1 returning position
    )
    insert into ${schema}.revocations as r (kind, subject, position, at_ms)
    select $1, $2, head.position, $3::bigint from head
    on conflict (kind, subject) do update
      set at_ms = excluded.at_ms, position = excluded.position where r.at_ms < excluded.at_ms
    returning '1' as row`,
  )
}

/** Forgets tokens that have expired by themselves, with a day to spare for clocks that differ. */
export function forgetStatement(schema: string): Statement {
  return statement(
    'forget',
    `delete from ${schema}.revocations
    where kind = 'token' and at_ms < ${ms('clock_timestamp()')} - 86400000
    returning '1' as row`,
  )
}

/** Parameter: the position already known. One snapshot, so that the head belongs to the rows. */
export function revocationsStatement(schema: string): Statement {
  return statement(
    'revocations',
    `select json_build_object('position', h.position, 'rows', (
      select coalesce(json_agg(json_build_array(r.kind, r.subject, r.at_ms) order by r.position), '[]'::json)
      from ${schema}.revocations r
      where (r.position > $1::bigint or $1::bigint > h.position)
        and (r.kind = 'user' or r.at_ms > ${ms('clock_timestamp()')})))::text as row
    from ${schema}.revocation_head h`,
  )
}

export interface RevocationsRow {
  readonly position: number
  readonly rows: readonly (readonly ['token' | 'user', string, number])[]
}
