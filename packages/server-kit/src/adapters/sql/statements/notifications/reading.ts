import { statement, type Statement } from '../../statement'
import {
  isAfter,
  isAmong,
  newUuid,
  notificationJson,
  step,
  tally,
  unreadOfUser,
  withSteps,
} from './parts'
import { CLOSE_TTL, isClosing } from './settling'

/** A page of a person's list. Parameters: user, kind (null: all), limit, rows to skip. */
export function historyStatement(schema: string): Statement {
  const own = `from ${schema}.notifications n
    where n.user_id = $1 and n.listed and ($2::text is null or n.kind = $2)`
  return statement(
    'notifications',
    `select json_build_object(
      'total', (select count(*) ${own}),
      'rows', (select coalesce(json_agg(${notificationJson(schema, 'n')}
        order by n.created_at desc, n.id desc), '[]'::json)
        from (select n.* ${own}
          order by n.created_at desc, n.id desc limit $3::bigint offset $4::bigint) n)
    )::text as row`,
  )
}

/** Parameter: user. */
export function unreadCountStatement(schema: string): Statement {
  return statement('unread_count', `select ${unreadOfUser(schema, '$1')}::text as row`)
}

export function notificationStatement(schema: string): Statement {
  return statement(
    'notification',
    `select ${notificationJson(schema, 'n')}::text as row
    from ${schema}.notifications n where n.id = $1::uuid`,
  )
}

export function explainStatement(schema: string): Statement {
  return statement(
    'explain',
    `select json_build_object('user_id', n.user_id, 'steps', n.steps)::text as row
    from ${schema}.notifications n where n.id = $1::uuid`,
  )
}

/**
 * What of a person's can be marked read, without locks, so that having nothing to mark costs one
 * look. Parameters: user, and for `ids` the ids, for `chat` the chat and the number read up to.
 */
export function unreadStatement(schema: string, of: 'ids' | 'all' | 'chat'): Statement {
  const from = {
    ids: `unnest($2::uuid[]) as k(id) cross join lateral (
        select n.* from ${schema}.notifications n where n.id = k.id limit 1
      ) n where n.user_id = $1 and n.read_at is null`,
    all: `${schema}.notifications n where n.user_id = $1 and n.listed and n.read_at is null`,
    chat: `${schema}.notifications n where n.user_id = $1 and n.chat_id = $2::uuid
      and n.read_at is null and n.told_seq <= $3::bigint`,
  }[of]
  return statement(
    `unread_${of}`,
    `select json_build_object('ids', (select coalesce(json_agg(n.id), '[]'::json) from ${from}),
      'unread_count', ${unreadOfUser(schema, '$1')})::text as row`,
  )
}

/**
 * Locks notifications in the one order everybody locks them in, those still unread of them, and before them
 * the devices of whose they are. Parameters: ids, for each the number up to which its chat was read (none:
 * whatever it tells of), the person (null: no devices).
 */
export function holdStatement(schema: string): Statement {
  return statement(
    'hold_notifications',
    `with devices as materialized (
      select s.id from (
        select k.id from (
          select s.id from ${schema}.subscriptions s where s.user_id = $3 offset 0
        ) k order by k.id
      ) k cross join lateral (
        select s.id from ${schema}.subscriptions s where s.id = k.id for no key update
      ) s
    )
    select to_json(n.id)::text as row
    from (
      select id, max(read_seq) as read_seq
      from unnest($1::uuid[], $2::bigint[]) as k(id, read_seq)
      where ${isAfter('devices')} group by id order by id
    ) asked
    cross join lateral (
      select n.id, n.told_seq from ${schema}.notifications n
      where n.id = asked.id and n.read_at is null for no key update
    ) n where asked.read_seq is null or n.told_seq <= asked.read_seq`,
  )
}

/** Takes back what has not gone out of notifications locked before; `target` are these. */
function cancelling(
  schema: string,
  options: { readonly why: string; readonly also?: string; readonly more?: string },
) {
  const { why, also = '', more = '' } = options
  return `with clock as materialized (
      select clock_timestamp() as now
    ), target as materialized (
      select n.* from unnest($1::uuid[]) as k(id) join lateral (
        select n.id, n.tag, n.listed, n.created_at, n.broadcast_id, n.state as before, n.waiting,
          n.sent_at, n.due_at is not null as is_undecided
        from ${schema}.notifications n where n.id = k.id limit 1
      ) n on n.id = k.id
    ), dropped as (
      delete from ${schema}.deliveries d using clock
      where d.notification_id = any($1::uuid[]) and d.purpose = 'show'
        and d.lease_until <= clock.now
      returning d.notification_id
    ), verdict as materialized (
      select t.*, coalesce(d.count, 0) as dropped,
        t.is_undecided or d.count is not null as is_cancelled,
        case
          when not t.is_undecided and d.count is null then t.before
          when t.waiting > coalesce(d.count, 0) then 'pending'
          when t.sent_at is null then 'cancelled' else 'sent' end as after
      from target t left join (
        select notification_id, count(*)::integer as count from dropped group by notification_id
      ) d on d.notification_id = t.id
    ), marked as (
      update ${schema}.notifications n
      set state = v.after, due_at = null, called_again = false, waiting = n.waiting - v.dropped,
        claim = n.claim + case when v.is_undecided then 1 else 0 end,
        steps = case when v.is_cancelled
          then ${withSteps('n.steps', step('clock.now', { step: `'cancel'`, outcome: `'${why}'` }))}
          else n.steps end ${also}
      from verdict v, clock where ${isAmong('n.id', 'verdict')} and n.id = v.id
    ) ${more}, tallied as (
      ${tally(schema, 'verdict')}
    )`
}

/** Parameter: ids, locked before. */
export function cancelStatement(schema: string): Statement {
  return statement(
    'cancel_notifications',
    `${cancelling(schema, { why: 'cancelled' })} select '1' as row from clock`,
  )
}

/** What is shown of notifications just read is taken down, by one push for each device. */
function closing(schema: string): string {
  return `, over as materialized (
      -- Tags under which nothing unread is left.
      select distinct on (t.tag) t.tag, t.id, t.created_at from target t
      where t.tag is not null and not exists (
        select from ${schema}.notifications u
        where u.user_id = $2 and u.tag = t.tag and u.listed and u.read_at is null
          and u.id <> all($1::uuid[]) offset 0)
      order by t.tag, t.created_at, t.id
    ), shown as materialized (
      select s.id as subscription_id, o.tag, o.id, o.created_at
      from (select s.id from ${schema}.subscriptions s where s.user_id = $2 offset 0) s
      cross join over o
      cross join lateral (
        select t.tag from ${schema}.shown_tags t
        where t.subscription_id = s.id and t.tag = o.tag limit 1
      ) t
    ), device as materialized (
      select s.* from (select distinct subscription_id as id from shown) k
      cross join lateral (
        select s.id, s.service, s.allows_silent, s.silent_left from ${schema}.subscriptions s
        where s.id = k.id limit 1
      ) s
    ), closing as (
      update ${schema}.shown_tags t set close_at = coalesce(t.close_at, clock.now)
      from shown s join device d on d.id = s.subscription_id, clock
      where ${isAmong('t.subscription_id', 'device')}
        and t.subscription_id = s.subscription_id and t.tag = s.tag
    ), silent as materialized (
      select d.* from device d
      where d.allows_silent and d.silent_left > 0 and not ${isClosing(schema, 'd.id')}
    ), spent as (
      update ${schema}.subscriptions s set silent_left = s.silent_left - 1
      where ${isAmong('s.id', 'silent')}
    ), laid as (
      insert into ${schema}.deliveries (
        id, notification_id, subscription_id, service, rank, purpose, urgency, expires_at, due_at)
      select ${newUuid}, first.id, d.id, d.service, 2, 'close', 'low',
        clock.now + interval '${CLOSE_TTL} seconds', clock.now
      from silent d cross join lateral (
        select s.id from shown s where s.subscription_id = d.id
        order by s.created_at, s.id limit 1
      ) first cross join clock
    )`
}

/**
 * Marks one person's notifications read, with all that follows. Parameters: ids locked before, user, whose
 * devices are locked.
 */
export function markReadStatement(schema: string): Statement {
  return statement(
    'mark_read',
    `${cancelling(schema, { why: 'read', also: ', read_at = clock.now', more: closing(schema) })}
    select json_build_object(
      'user_id', $2,
      'notification_ids', (select coalesce(json_agg(t.id order by t.created_at, t.id), '[]'::json)
        from target t where t.listed),
      'tags', (select coalesce(json_agg(o.tag order by o.created_at, o.id), '[]'::json)
        from over o where exists (select from target t where t.listed and t.tag = o.tag)),
      'unread_count', (select count(*) from ${schema}.notifications u
        where u.user_id = $2 and u.listed and u.read_at is null and u.id <> all($1::uuid[]))
    )::text as row`,
  )
}

/**
 * Unread notifications of chats whose members have read so far, among the next so many after a
 * place. Parameters: user, chat and kind of the place, how many to look at, how many to answer.
 */
export function missedStatement(schema: string): Statement {
  return statement(
    'missed_reads',
    `with next as materialized (
      select n.id, n.user_id, n.chat_id, n.kind, n.told_seq from ${schema}.notifications n
      where n.chat_id is not null and n.read_at is null
        and (n.user_id, n.chat_id, n.kind) > ($1, $2::uuid, $3)
      order by n.user_id, n.chat_id, n.kind limit $4::bigint
    ), missed as materialized (
      select n.id, n.user_id, m.read_seq from next n cross join lateral (
        select m.read_seq, m.removed_at from ${schema}.members m
        where m.chat_id = n.chat_id and m.user_id = n.user_id limit 1
      ) m where m.removed_at is null and m.read_seq >= n.told_seq limit $5::bigint
    )
    select json_build_object(
      'looked', (select count(*) from next),
      'place', (select json_build_array(n.user_id, n.chat_id, n.kind) from next n
        order by n.user_id desc, n.chat_id desc, n.kind desc limit 1),
      'missed', (select coalesce(json_agg(json_build_object(
        'user_id', p.user_id, 'ids', p.ids, 'read_seqs', p.seqs)), '[]'::json) from (
          select user_id, json_agg(id) as ids, json_agg(read_seq) as seqs
          from missed group by user_id
        ) p)
    )::text as row`,
  )
}
