import { statement, type Statement } from '../../statement'
import { ms } from '../columns'
import { countsJson, countsSum, newUuid } from './parts'

/** People of one part: as many as the pipeline asks for in one turn. */
const PEOPLE_OF_PART = 500

/** One broadcast as JSON: a `BroadcastRow`. */
function broadcastJson(b: string): string {
  return `json_build_object('id', ${b}.id, 'title', ${b}.content->>'title', 'kind', ${b}.kind,
    'is_cancelled', ${b}.is_cancelled, 'total', ${b}.total, 'counts', ${countsJson(b)},
    'created_at', ${ms(`${b}.created_at`)})`
}

/**
 * Keeps a broadcast with the people it is for, in parts of many: rows of their own would take a second
 * where this takes a moment. No row where the key is known. Parameters: JSON of the broadcast, people
 * (null: everyone with a device).
 */
export function createBroadcastStatement(schema: string): Statement {
  return statement(
    'create_broadcast',
    `with people as materialized (
      select user_id, row_number() over (order by place, user_id) - 1 as place from (
        select user_id, min(place) as place
        from unnest($2::text[]) with ordinality as k(user_id, place) group by user_id
        union all
        select distinct s.user_id, 0 from ${schema}.subscriptions s where $2::text[] is null
      ) k
    ), made as (
      insert into ${schema}.broadcasts (
        id, kind, content, tag, dedupe_key, created_at, expires_at, total)
      select r.id, r.kind, r.content, r.tag, r.dedupe_key, clock.now,
        clock.now + r.ttl * interval '1 second', (select count(*) from people)
      from json_to_record($1::json) as r(
        id uuid, kind text, content jsonb, tag text, dedupe_key text, ttl double precision),
        (select clock_timestamp() as now) clock
      on conflict (dedupe_key) where dedupe_key is not null do nothing
      returning id, total
    ), parts as (
      insert into ${schema}.broadcast_parts (broadcast_id, user_ids)
      select m.id, array_agg(p.user_id order by p.place)
      from made m, people p group by m.id, p.place / ${PEOPLE_OF_PART}
      order by p.place / ${PEOPLE_OF_PART}
    )
    select json_build_object('id', m.id, 'total', m.total)::text as row from made m`,
  )
}

/** Parameter: key. */
export function keyedBroadcastStatement(schema: string): Statement {
  return statement(
    'keyed_broadcast',
    `select json_build_object('id', b.id, 'total', b.total)::text as row
    from ${schema}.broadcasts b where b.dedupe_key = $1`,
  )
}

/**
 * Notifications for people of the first part that nobody has in hand. Whoever cancels a broadcast takes its
 * parts away before anything else. Parameter: how many people at most.
 */
export function expandStatement(schema: string): Statement {
  return statement(
    'expand',
    `with clock as materialized (
      select clock_timestamp() as now
    ), part as materialized (
      select p.id, p.broadcast_id, p.user_ids from ${schema}.broadcast_parts p
      order by p.id limit 1 for update skip locked
    ), finished as (
      delete from ${schema}.broadcast_parts x
      where x.id = (select p.id from part p where cardinality(p.user_ids) <= $1::integer)
    ), begun as (
      update ${schema}.broadcast_parts x set user_ids = x.user_ids[$1::integer + 1:]
      where x.id = (select p.id from part p where cardinality(p.user_ids) > $1::integer)
    ), born as (
      insert into ${schema}.notifications (
        id, user_id, kind, tag, broadcast_id, created_at, expires_at, due_at)
      select ${newUuid}, u.user_id, b.kind, b.tag, b.id, clock.now, b.expires_at, clock.now
      from part p
      cross join lateral (
        select b.* from ${schema}.broadcasts b where b.id = p.broadcast_id limit 1
      ) b
      cross join lateral unnest(p.user_ids[1:$1::integer]) with ordinality as u(user_id, place)
      cross join clock
      order by u.place
      returning id
    ), tallied as (
      update ${schema}.broadcasts b set pending = b.pending + (select count(*) from born)
      where b.id = (select p.broadcast_id from part p)
    )
    select least(cardinality(p.user_ids), $1::integer)::text as row from part p`,
  )
}

export function broadcastStatement(schema: string): Statement {
  return statement(
    'broadcast',
    `select ${broadcastJson('b')}::text as row from ${schema}.broadcasts b where b.id = $1::uuid`,
  )
}

/** Parameter: how many. */
export function broadcastsStatement(schema: string): Statement {
  return statement(
    'broadcasts',
    `select ${broadcastJson('b')}::text as row from ${schema}.broadcasts b
    order by b.created_at desc, b.id desc limit $1::bigint`,
  )
}

/** People whose turn has not come; waits for who is about to take a part. */
export function dropPartsStatement(schema: string): Statement {
  return statement(
    'drop_parts',
    `delete from ${schema}.broadcast_parts p where p.broadcast_id = $1::uuid returning '1' as row`,
  )
}

/** No row where there is nothing left to cancel. */
export function cancelBroadcastStatement(schema: string): Statement {
  return statement(
    'cancel_broadcast',
    `update ${schema}.broadcasts b set is_cancelled = true
    where b.id = $1::uuid and not b.is_cancelled
      and b.pending + b.deferred + b.total - ${countsSum('b')} > 0
    returning '1' as row`,
  )
}

/** The next of a broadcast's people after a place. Parameters: broadcast, place, how many to look at. */
export function unsettledStatement(schema: string): Statement {
  return statement(
    'unsettled',
    `with next as materialized (
      select n.id, n.due_at is not null or n.waiting > 0 as is_unsettled
      from ${schema}.notifications n
      where n.broadcast_id = $1::uuid and n.id > $2::uuid order by n.id limit $3::bigint
    )
    select json_build_object(
      'place', (select n.id from next n order by n.id desc limit 1),
      'ids', (select coalesce(json_agg(n.id), '[]'::json) from next n where n.is_unsettled)
    )::text as row`,
  )
}
