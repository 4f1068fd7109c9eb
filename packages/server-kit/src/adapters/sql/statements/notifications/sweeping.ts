import { statement, type Statement } from '../../statement'
import { isAfter, isAmong, isUnreadTag, these } from './parts'

const KEPT_SINCE = "statement_timestamp() - $1::bigint * interval '1 millisecond'"

/**
 * Drops the oldest notifications, with what hangs on them; those in somebody's hands next time. Devices that
 * may show one are locked before, as everybody does.
 * Parameters: milliseconds that they are kept, how many. Answers how many went.
 */
export function dropNotificationsStatement(schema: string): Statement {
  return statement(
    'drop_notifications',
    `with showing as materialized (
      select s.id from (
        select distinct k.id from (
          select n.user_id from ${schema}.notifications n where n.created_at < ${KEPT_SINCE}
          order by n.created_at limit $2::bigint
        ) n cross join lateral (
          select s.id from ${schema}.subscriptions s where s.user_id = n.user_id offset 0
        ) k order by k.id
      ) k cross join lateral (
        select s.id from ${schema}.subscriptions s where s.id = k.id for no key update
      ) s
    ), old as materialized (
      select n.id, n.user_id, n.tag from ${schema}.notifications n
      where n.created_at < ${KEPT_SINCE} and ${isAfter('showing')}
      order by n.created_at limit $2::bigint for update skip locked
    ), deliveries as (
      delete from ${schema}.deliveries d
      where ${isAmong('d.notification_id', 'old')}
    ), over as materialized (
      -- What is forgotten is never closed.
      select distinct s.id, o.tag from old o cross join lateral (
        select s.id from ${schema}.subscriptions s where s.user_id = o.user_id
          and ${isAmong('s.id', 'showing')} offset 0
      ) s where o.tag is not null and not ${isUnreadTag(schema, 'o.user_id', 'o.tag')}
    ), tags as (
      delete from ${schema}.shown_tags t using over o
      where ${isAmong('t.subscription_id', 'over')}
        and t.subscription_id = o.id and t.tag = o.tag
        and (t.close_at is null or t.close_at < ${KEPT_SINCE})
    ), dropped as (
      delete from ${schema}.notifications n where ${isAmong('n.id', 'old')}
    )
    select count(*)::text as row from old`,
  )
}

/** Nobody more gets a turn in old broadcasts. Parameters as above. */
export function dropOldPartsStatement(schema: string): Statement {
  const old = `select p.id from (
        select b.id from ${schema}.broadcasts b
        where b.created_at < ${KEPT_SINCE} order by b.created_at limit $2::bigint
      ) b cross join lateral (
        select p.id from ${schema}.broadcast_parts p where p.broadcast_id = b.id offset 0
      ) p limit $2::bigint`
  return dropStatement('drop_old_parts', { schema, table: 'broadcast_parts', old })
}

/** Drops old broadcasts of which nothing is left. Parameters as above. */
export function dropBroadcastsStatement(schema: string): Statement {
  const old = `select b.id from ${schema}.broadcasts b
      where b.created_at < ${KEPT_SINCE}
        and not exists (select from ${schema}.notifications n where n.broadcast_id = b.id offset 0)
        and not exists (select from ${schema}.broadcast_parts p where p.broadcast_id = b.id offset 0)
      order by b.created_at limit $2::bigint for update skip locked`
  return dropStatement('drop_broadcasts', { schema, table: 'broadcasts', old })
}

function dropStatement(
  purpose: string,
  { schema, table, old }: { readonly schema: string; readonly table: string; readonly old: string },
): Statement {
  return statement(
    purpose,
    `with old as materialized (
      ${old}
    ), dropped as (
      delete from ${schema}.${table} x using ${these(schema, table, 'old k')} k where x.id = k.id
    )
    select count(*)::text as row from old`,
  )
}

/** Tables with many dead rows, as autovacuum would choose them. */
export function bloatedStatement(schema: string): Statement {
  return statement(
    'bloated',
    `select to_json(s.schemaname || '.' || s.relname)::text as row from pg_stat_user_tables s
    where s.schemaname = '${schema}' and s.n_dead_tup > 1000 + s.n_live_tup / 5 and s.relname in
      ('notices', 'notifications', 'deliveries', 'subscriptions', 'shown_tags')`,
  )
}

export function vacuumStatement(table: string): Statement {
  return statement('vacuum', `vacuum ${table}`)
}

export function notificationStatsStatement(schema: string): Statement {
  return statement(
    'notification_stats',
    `with counted as materialized (
      select n.state, n.kind, count(*) as count from ${schema}.notifications n
      group by n.state, n.kind
    )
    select json_build_object(
      'by_state', (select coalesce(json_object_agg(state, count), '{}'::json) from (
        select state, sum(count) as count from counted group by state) s),
      'by_kind', (select coalesce(json_object_agg(kind, count), '{}'::json) from (
        select kind, sum(count) as count from counted group by kind) k),
      'subscriptions', (
        select count(*) from ${schema}.subscriptions s where s.state = 'active')
    )::text as row`,
  )
}
