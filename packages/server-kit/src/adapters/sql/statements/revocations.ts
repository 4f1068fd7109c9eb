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

/**
 * Parameters: the position already known, how many. One snapshot, so that the head belongs to the rows; with
 * as many as asked for the position is that of the last of them.
 */
export function revocationsStatement(schema: string): Statement {
  return statement(
    'revocations',
    `select json_build_object(
      'position', case when n.count < $2::bigint then h.position else n.last end,
      'rows', n.rows)::text as row
    from ${schema}.revocation_head h cross join lateral (
      select count(*) as count, max(r.position) as last, coalesce(json_agg(
        json_build_array(r.kind, r.subject, r.at_ms) order by r.position), '[]'::json) as rows
      from (
        select r.* from ${schema}.revocations r
        where r.position > case when $1::bigint > h.position then 0 else $1::bigint end
          and (r.kind = 'user' or r.at_ms > ${ms('clock_timestamp()')})
        order by r.position limit $2::bigint
      ) r
    ) n`,
  )
}

/** Parameter: user. */
export function revokedBeforeStatement(schema: string): Statement {
  return statement(
    'revoked_before',
    `select r.at_ms::text as row from ${schema}.revocations r
    where r.kind = 'user' and r.subject = $1`,
  )
}

export interface RevocationsRow {
  readonly position: number
  readonly rows: readonly (readonly ['token' | 'user', string, number])[]
}
