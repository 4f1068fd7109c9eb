import { SILENT_BUDGET } from '../../../../core/notifications/port'
import { statement, type Statement } from '../../statement'
import { ms } from '../columns'
import { isAfter, isAmong, isUnreadTag, newUuid, tally, withSteps } from './parts'

/** Seconds a push that only takes something down is worth sending. */
export const CLOSE_TTL = 3_600

/** Whether a push that shows nothing waits for a device already: what it takes down is looked up late. */
export function isClosing(schema: string, subscription: string): string {
  return `exists (select from ${schema}.deliveries w
    where w.subscription_id = ${subscription} and w.purpose = 'close'
      and w.lease_until <= clock_timestamp() offset 0)`
}

/**
 * Writes down what became of pushes, those of which a newer claim knows left out. Locks devices,
 * then notifications, then deliveries, each in one order, as everybody does; from then on nobody else ends
 * a push of these notifications, and `waiting` is exact. Answers devices that are to be forgotten or
 * marked. Parameter: JSON of `ResultRow`s.
 */
export function settleStatement(schema: string): Statement {
  return statement(
    'settle',
    `with clock as materialized (
      select clock_timestamp() as now
    ), found as materialized (
      select r.i, r.id, r.claim, r.outcome, r.until, d.notification_id, d.subscription_id,
        d.purpose, d.close_tags,
        r.step || jsonb_build_object('at', ${ms('clock.now')}) as step
      from json_to_recordset($1::json) as r(
        i integer, id uuid, claim bigint, outcome text, until bigint, step jsonb)
      cross join clock cross join lateral (
        select d.* from ${schema}.deliveries d where d.id = r.id limit 1
      ) d where d.claim = r.claim
    ), used as materialized (
      select s.* from (
        select distinct subscription_id as id from found where outcome = 'sent' order by 1
      ) k cross join lateral (
        select s.id, s.service, s.allows_silent from ${schema}.subscriptions s
        where s.id = k.id for no key update
      ) s
    ), held as materialized (
      select n.* from (
        select distinct notification_id as id from found where ${isAfter('used')} order by 1
      ) k
      cross join lateral (
        select n.id, n.user_id, n.broadcast_id, n.state, n.tag, n.due_at, n.sent_at, n.read_at,
          n.waiting
        from ${schema}.notifications n where n.id = k.id for no key update
      ) n
    ), put_off as (
      update ${schema}.deliveries d
      set due_at = to_timestamp(f.until / 1000.0), lease_until = '-infinity'
      from found f
      where ${isAmong('d.id', 'found')}
        and d.id = f.id and d.claim = f.claim and f.outcome = 'retry'
        and ${isAfter('held')}
      returning d.id
    ), ended as (
      delete from ${schema}.deliveries d using found f
      where ${isAmong('d.id', 'found')}
        and d.id = f.id and d.claim = f.claim and f.outcome <> 'retry'
        and ${isAfter('held')}
      returning d.id
    ), done as materialized (
      select f.*, h.user_id, h.tag, h.read_at,
        f.outcome = 'sent' and f.purpose = 'show' as showed
      from (select id from put_off union all select id from ended) e
      join found f on f.id = e.id join held h on h.id = f.notification_id
    ), device as materialized (
      select u.*, k.showed from used u join (
        select subscription_id as id, bool_or(showed) as showed from done
        where outcome = 'sent' group by subscription_id
      ) k on k.id = u.id
    ), shown as materialized (
      -- What was read on its way shows what is over.
      select d.subscription_id, d.tag, min(d.i) as i,
        bool_or(d.read_at is not null and not ${isUnreadTag(schema, 'd.user_id', 'd.tag')}) as is_over
      from done d join device v on v.id = d.subscription_id
      where d.showed and d.tag is not null group by d.subscription_id, d.tag
    ), remembered as (
      insert into ${schema}.shown_tags as t (subscription_id, tag, close_at)
      select s.subscription_id, s.tag, case when s.is_over then clock.now end from shown s, clock
      order by s.subscription_id, s.tag
      on conflict (subscription_id, tag) do update set close_at = excluded.close_at
    ), over as materialized (
      select d.subscription_id, o.tag from done d
      cross join lateral unnest(array_append(d.close_tags, d.tag)) as o(tag)
      where d.outcome = 'sent' and (d.purpose = 'close' or o.tag is distinct from d.tag)
      except select s.subscription_id, s.tag from shown s
    ), taken_down as (
      delete from ${schema}.shown_tags t using over o
      where ${isAmong('t.subscription_id', 'device')}
        and t.subscription_id = o.subscription_id and t.tag = o.tag and t.close_at is not null
    ), closing as materialized (
      select distinct on (v.id) v.id, v.service, d.notification_id
      from shown s join device v on v.id = s.subscription_id join done d on d.i = s.i
      where s.is_over and v.allows_silent and not ${isClosing(schema, 'v.id')}
      order by v.id, s.i
    ), worn as (
      update ${schema}.subscriptions s
      set last_used_at = clock.now, used_at = clock_timestamp(),
        silent_left = case when v.showed then ${SILENT_BUDGET} else s.silent_left end
          - case when exists (select from closing c where c.id = v.id) then 1 else 0 end
      from device v, clock where ${isAmong('s.id', 'device')} and s.id = v.id
    ), laid as (
      insert into ${schema}.deliveries (
        id, notification_id, subscription_id, service, rank, purpose, urgency, expires_at, due_at)
      select ${newUuid}, c.notification_id, c.id, c.service, 2, 'close', 'low',
        clock.now + interval '${CLOSE_TTL} seconds', clock.now
      from closing c, clock
    ), verdict as materialized (
      select o.*, h.broadcast_id, h.state as before,
        case
          when o.went_out then
            case when h.state = 'deferred' and h.due_at is not null then h.state else 'sent' end
          when o.ended = 0 or h.state <> 'pending' or h.due_at is not null
            or h.waiting > o.ended then h.state
          when h.sent_at is not null then 'sent'
          when o.how in ('gone', 'key_mismatch') then 'failed' else o.how end as after
      from (
        select d.notification_id as id, jsonb_agg(d.step order by d.i) as steps,
          bool_or(d.showed) as went_out,
          count(*) filter (where d.purpose = 'show' and d.outcome <> 'retry')::integer as ended,
          (array_agg(d.outcome order by d.i desc)
            filter (where d.purpose = 'show' and d.outcome <> 'retry'))[1] as how
        from done d group by d.notification_id
      ) o join held h on h.id = o.id
    ), written as (
      update ${schema}.notifications n
      set state = v.after, waiting = n.waiting - v.ended, steps = ${withSteps('n.steps', 'v.steps')},
        sent_at = case when v.went_out then clock.now else n.sent_at end,
        looked = case when v.went_out then 0 else n.looked end
      from verdict v, clock where ${isAmong('n.id', 'verdict')} and n.id = v.id
    ), tallied as (
      ${tally(schema, 'verdict')}
    )
    select distinct json_build_object('id', d.subscription_id, 'outcome', d.outcome)::text as row
    from done d where d.outcome in ('gone', 'key_mismatch')`,
  )
}

/** One result as the statement reads it. */
export interface ResultRow {
  readonly i: number
  readonly id: string
  readonly claim: number
  readonly outcome: string
  readonly until?: number
  /** Without its time. */
  readonly step: unknown
}
