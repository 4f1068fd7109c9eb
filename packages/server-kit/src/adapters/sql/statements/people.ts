import { statement, type Statement } from '../statement'
import { ms } from './columns'

/** Parameters: user, others. */
export function acquaintancesStatement(schema: string): Statement {
  return statement(
    'acquaintances',
    `select to_json(o.id)::text as row from unnest($2::text[]) as o(id)
    where exists (
      select from ${schema}.members mine
      cross join lateral (
        select theirs.removed_at from ${schema}.members theirs
        where theirs.chat_id = mine.chat_id and theirs.user_id = o.id limit 1
      ) theirs
      where mine.user_id = $1 and mine.removed_at is null and theirs.removed_at is null)`,
  )
}

/** Parameter: JSON of `{user_id, at}`, one for each user. */
export function saveLastSeenStatement(schema: string): Statement {
  return statement(
    'save_last_seen',
    `insert into ${schema}.people as p (user_id, last_seen)
    select s.user_id, s.at from json_to_recordset($1::json) as s(user_id text, at timestamptz)
    order by s.user_id
    on conflict (user_id) do update set last_seen = excluded.last_seen
      where p.last_seen < excluded.last_seen
    returning '1' as row`,
  )
}

/** Parameter: users. */
export function lastSeenStatement(schema: string): Statement {
  return statement(
    'last_seen',
    `select json_build_object('user_id', p.user_id, 'at', ${ms('p.last_seen')})::text as row
    from ${schema}.people p where p.user_id = any($1::text[])`,
  )
}
