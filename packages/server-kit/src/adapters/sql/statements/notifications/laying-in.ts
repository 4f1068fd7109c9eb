import { statement, type Statement } from '../../statement'

/**
 * Keys that are known are passed over. In one order, so that racing ones wait for each other and not in a
 * circle. Parameter: JSON of `EnqueueRow`s. Answers the ids kept.
 */
export function enqueueStatement(schema: string): Statement {
  return statement(
    'enqueue',
    `insert into ${schema}.notifications (
      id, user_id, kind, content, tag, dedupe_key, created_at, expires_at, due_at)
    select r.id, r.user_id, r.kind, r.content, r.tag, r.dedupe_key,
      clock.now + r.i * interval '1 microsecond',
      clock.now + r.ttl * interval '1 second', clock.now
    from json_to_recordset($1::json) as r(
      i integer, id uuid, user_id text, kind text, content jsonb, tag text, dedupe_key text,
      ttl double precision), (select clock_timestamp() as now) clock
    order by r.user_id, r.dedupe_key, r.i
    on conflict (user_id, dedupe_key) where dedupe_key is not null do nothing
    returning to_json(id)::text as row`,
  )
}

/** What was laid in under keys before. Parameter: JSON of `{i, user_id, dedupe_key}`. */
export function keyedStatement(schema: string): Statement {
  return statement(
    'keyed_notifications',
    `select json_build_object('i', k.i, 'id', n.id)::text as row
    from json_to_recordset($1::json) as k(i integer, user_id text, dedupe_key text)
    cross join lateral (
      select n.id from ${schema}.notifications n
      where n.user_id = k.user_id and n.dedupe_key = k.dedupe_key limit 1
    ) n`,
  )
}

/** One notification as the statement reads it. */
export interface EnqueueRow {
  readonly i: number
  readonly id: string
  readonly user_id: string
  readonly kind: string
  readonly content: unknown
  readonly tag: string | null
  readonly dedupe_key: string | null
  /** Seconds. */
  readonly ttl: number
}
