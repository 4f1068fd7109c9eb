import { SILENT_BUDGET } from '../../../../core/notifications/port'
import { statement, type Statement } from '../../statement'
import { isAmong, subscriptionJson, tally } from './parts'

const values = [
  'endpoint',
  'endpoint_hash',
  'p256dh',
  'auth',
  'service',
  'allows_silent',
  'key_hash',
  'origin',
  'locale',
] as const

export function subscriptionStatement(schema: string): Statement {
  return statement(
    'subscription',
    `select ${subscriptionJson('s')}::text as row
    from ${schema}.subscriptions s where s.id = $1::uuid`,
  )
}

/** Parameter: user. */
export function subscriptionsStatement(schema: string): Statement {
  return statement(
    'subscriptions',
    `select ${subscriptionJson('s')}::text as row
    from ${schema}.subscriptions s where s.user_id = $1 order by s.created_at, s.id`,
  )
}

/**
 * One who saves devices of a person does so alone, as how many there may be is counted. Parameter: a
 * name of the person.
 */
export function devicesLockStatement(): Statement {
  return statement(
    'lock_devices',
    `select '1' as row from (select pg_advisory_xact_lock(hashtextextended($1, 0))) as held`,
  )
}

/**
 * Locks devices, those that exist. Parameters: hash of an endpoint, id (null: none), a person whose are all
 * locked (null: nobody).
 */
export function heldSubscriptionsStatement(schema: string): Statement {
  return statement(
    'hold_subscriptions',
    `select ${subscriptionJson('s')}::text as row
    from (
      (select s.id from ${schema}.subscriptions s where s.endpoint_hash = $1 limit 1)
      union select $2::uuid
      union (select s.id from ${schema}.subscriptions s where s.user_id = $3 offset 0)
      order by id
    ) asked cross join lateral (
      select s.* from ${schema}.subscriptions s where s.id = asked.id for update
    ) s`,
  )
}

/** Parameters: id, user, JSON of the rest. */
export function addSubscriptionStatement(schema: string): Statement {
  return statement(
    'add_subscription',
    `insert into ${schema}.subscriptions (
      id, user_id, ${values.join(', ')}, created_at, used_at, silent_left)
    select $1::uuid, $2, ${values.map((name) => `r.${name}`).join(', ')}, clock_timestamp(),
      clock_timestamp(), ${SILENT_BUDGET}
    from json_to_record($3::json) as r(${given()})
    returning '1' as row`,
  )
}

/** Also moves what waits for it. Parameters: id, JSON of what is new. */
export function renewSubscriptionStatement(schema: string): Statement {
  return statement(
    'renew_subscription',
    `with given as materialized (
      select r.* from json_to_record($2::json) as r(${given()})
    ), moved as (
      update ${schema}.deliveries d set service = r.service from given r
      where d.subscription_id = $1::uuid and d.service <> r.service
    )
    update ${schema}.subscriptions s
    set ${values.map((name) => `${name} = r.${name}`).join(', ')}, state = 'active',
      used_at = clock_timestamp()
    from given r where s.id = $1::uuid
    returning '1' as row`,
  )
}

function given(): string {
  return values.map((name) => `${name} ${name === 'allows_silent' ? 'boolean' : 'text'}`).join(', ')
}

/** A person's subscriptions beyond so many, the ones used last left out. Parameters: user, how many. */
export function unusedSubscriptionsStatement(schema: string): Statement {
  return statement(
    'unused_subscriptions',
    `select to_json(s.id)::text as row from ${schema}.subscriptions s
    where s.user_id = $1 order by s.used_at desc, s.id desc offset $2::bigint`,
  )
}

/*
 * Forgetting a device: its row is locked, so that nothing more is laid in for it, then what waits for it,
 * then both go; each in a statement of its own, so that it sees what came before it had its locks.
 */

/** Parameters: hash of the endpoint, user. */
export function findSubscriptionStatement(schema: string): Statement {
  return statement(
    'find_subscription',
    `select to_json(s.id)::text as row from (
      select s.id, s.user_id from ${schema}.subscriptions s where s.endpoint_hash = $1 limit 1
    ) s where s.user_id = $2`,
  )
}

/** Parameter: ids. */
export function removeSubscriptionsStatement(schema: string): Statement {
  return statement(
    'remove_subscriptions',
    `with removed as (
      delete from ${schema}.subscriptions s where s.id = any($1::uuid[])
      returning s.id
    ), tags as (
      delete from ${schema}.shown_tags t where t.subscription_id = any($1::uuid[])
    )
    select to_json(r.id)::text as row from removed r`,
  )
}

/** Parameter: ids. */
export function mismatchStatement(schema: string): Statement {
  return statement(
    'mismatch_subscriptions',
    `update ${schema}.subscriptions s set state = 'key_mismatch'
    where s.id = any($1::uuid[]) returning '1' as row`,
  )
}

/** Locks the devices of deliveries. Parameter: ids of these. */
export function holdDevicesStatement(schema: string): Statement {
  return statement(
    'hold_devices',
    `select '1' as row from (
      select distinct d.id from unnest($1::uuid[]) as k(id) cross join lateral (
        select d.subscription_id as id from ${schema}.deliveries d where d.id = k.id limit 1
      ) d order by d.id
    ) asked cross join lateral (
      select from ${schema}.subscriptions s where s.id = asked.id for update
    ) s`,
  )
}

/**
 * Locks what results of pushes are about, where some of them end a device: the notifications, with all that
 * wait for such devices, which are locked. Parameters: ids of deliveries, those of them that end a device.
 */
export function holdSettledStatement(schema: string): Statement {
  return statement(
    'hold_settled',
    `with found as materialized (
      select d.notification_id, d.subscription_id, d.id = any($2::uuid[]) as ends
      from unnest($1::uuid[]) as k(id) cross join lateral (
        select d.* from ${schema}.deliveries d where d.id = k.id limit 1
      ) d
    )
    select '1' as row from (
      select f.notification_id as id from found f
      union select d.id from found f cross join lateral (
        select d.notification_id as id from ${schema}.deliveries d
        where d.subscription_id = f.subscription_id offset 0
      ) d where f.ends
      order by id
    ) asked cross join lateral (
      select from ${schema}.notifications n where n.id = asked.id for no key update
    ) n`,
  )
}

/** Locks devices. Parameter: ids. */
export function holdForgottenStatement(schema: string): Statement {
  return statement(
    'hold_forgotten',
    `select '1' as row from ${schema}.subscriptions s where s.id = any($1::uuid[])
    order by s.id for update`,
  )
}

/** Locks what waits for devices that are locked. Parameter: ids of subscriptions. */
export function holdWaitingStatement(schema: string): Statement {
  return statement(
    'hold_waiting',
    `select '1' as row from (
      select distinct d.id from (
        select d.notification_id as id from ${schema}.deliveries d
        where d.subscription_id = any($1::uuid[]) offset 0
      ) d order by d.id
    ) asked cross join lateral (
      select from ${schema}.notifications n where n.id = asked.id for no key update
    ) n`,
  )
}

/** Parameters: ids of subscriptions, how a notification ends that no other device was sent. */
export function dropWaitingStatement(schema: string): Statement {
  return statement(
    'drop_waiting',
    `with dropped as (
      delete from ${schema}.deliveries d where d.subscription_id = any($1::uuid[])
      returning d.notification_id, d.purpose
    ), held as materialized (
      select n.*, k.count from (
        select notification_id as id, count(*)::integer as count from dropped
        where purpose = 'show' group by 1 order by 1
      ) k cross join lateral (
        select n.id, n.broadcast_id, n.state, n.due_at, n.sent_at, n.waiting
        from ${schema}.notifications n where n.id = k.id for no key update
      ) n
    ), verdict as materialized (
      select h.id, h.broadcast_id, h.count, h.state as before,
        case when h.state <> 'pending' or h.due_at is not null or h.waiting > h.count then h.state
          when h.sent_at is null then $2 else 'sent' end as after
      from held h
    ), ended as (
      update ${schema}.notifications n set state = v.after, waiting = n.waiting - v.count
      from verdict v where ${isAmong('n.id', 'verdict')} and n.id = v.id
    ), tallied as (
      ${tally(schema, 'verdict')}
    )
    select '1' as row from verdict`,
  )
}
