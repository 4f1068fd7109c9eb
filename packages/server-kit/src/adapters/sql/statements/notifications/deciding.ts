import { statement, type Statement } from '../../statement'
import { ms } from '../columns'
import {
  broadcastContent,
  isAfter,
  isAmong,
  isToldTo,
  newUuid,
  notificationJson,
  seatOf,
  tally,
  withSteps,
} from './parts'
import { preferencesJson } from './preferences'

/** Parameters: how many, milliseconds of the lease. */
export function claimUndecidedStatement(schema: string): Statement {
  return statement(
    'claim_undecided',
    `with due as materialized (
      select n.id from ${schema}.notifications n
      where n.due_at <= statement_timestamp() and n.lease_until <= statement_timestamp()
      order by n.due_at limit $1::bigint for no key update skip locked
    ), claimed as materialized (
      update ${schema}.notifications n
      set claim = n.claim + 1, called_again = false,
        lease_until = statement_timestamp() + $2::bigint * interval '1 millisecond'
      where ${isAmong('n.id', 'due')}
      returning n.*
    )
    select json_build_object('id', n.id, 'claim', n.claim, 'user_id', n.user_id, 'kind', n.kind,
      'tag', n.tag, 'content', case when n.chat_id is null
        then coalesce(n.content, ${broadcastContent(schema, 'n')}) end,
      'chat', case when c.id is not null then json_build_object('chat_id', c.id,
        'order_id', c.order_id, 'is_member', m.user_id is not null,
        'muted_until', ${ms('m.muted_until')}, 'count', coalesce(told.count, 0),
        'message', (select to_json(g) from (${newestOf(schema)}) g)) end,
      'preferences', (select ${preferencesJson('p')} from ${schema}.preferences p
        where p.user_id = n.user_id limit 1),
      'locale', (select s.locale from ${schema}.subscriptions s
        where s.user_id = n.user_id and s.locale is not null order by s.used_at desc limit 1),
      'looked', n.looked, 'last_sent_at', ${ms('n.sent_at')}, 'expires_at', ${ms('n.expires_at')},
      'now', ${ms('statement_timestamp()')})::text as row
    from claimed n ${seatOf(schema, 'n')}
    order by n.due_at`,
  )
}

/**
 * The newest unread message of a notification's kind. Between what it tells of and the last look there is
 * none, so what a person wrote without reading is not gone through again and again.
 */
function newestOf(schema: string): string {
  const within = (range: string) => `(
      select g.id, g.seq, g.type, g.content, nullif(g.sender_key, '') as sender_id, g.metadata
      from ${schema}.messages g
      where g.chat_id = m.chat_id and g.seq > m.read_seq and ${range} and ${isToldTo('g', 'm')}
        and (g.type = 'order_update') = (n.kind = 'order_update')
      order by g.seq desc limit 1)`
  const looked = `coalesce((
    select t.seq from ${schema}.told t where t.chat_id = n.chat_id limit 1), 0)`
  return `select g.* from (
      ${within(`g.seq > ${looked}`)} union all ${within('g.seq <= n.told_seq')}
    ) g where told.count > 0 order by g.seq desc limit 1`
}

/** Writes down what was decided, and lays deliveries in. Parameter: JSON of `DecisionRow`s. */
export function decideStatement(schema: string): Statement {
  return statement(
    'decide',
    `with clock as materialized (
      select clock_timestamp() as now
    ), decision as materialized (
      select d.*, (
        select coalesce(jsonb_agg(s.step || jsonb_build_object('at', ${ms('clock.now')})
          order by s.i), '[]') from jsonb_array_elements(d.given) with ordinality as s(step, i)
      ) as steps
      from json_to_recordset($1::json) as d(
        i integer, id uuid, claim bigint, outcome text, state text, until bigint, looking boolean,
        content jsonb, count integer, urgency text, rank smallint, key_hash text, given jsonb), clock
      order by d.id
    ), meant as materialized (
      select s.id, d.id as notification_id, d.key_hash
      from decision d cross join lateral (
        select n.user_id from ${schema}.notifications n where n.id = d.id limit 1
      ) n cross join lateral (
        select s.id from ${schema}.subscriptions s where s.user_id = n.user_id offset 0
      ) s where d.outcome = 'send' order by s.id
    ), devices as materialized (
      -- Locked, so that who removes one finds what is laid in for it here.
      select m.*, s.service from meant m cross join lateral (
        select s.service from ${schema}.subscriptions s
        where s.id = m.id and s.key_hash = m.key_hash and s.state = 'active' for no key update
      ) s
    ), held as materialized (
      select d.*, n.broadcast_id, n.expires_at, n.state as before
      from decision d join lateral (
        select n.* from ${schema}.notifications n
        where n.id = d.id and n.claim = d.claim and n.due_at is not null for no key update
      ) n on n.id = d.id
      where ${isAfter('devices')}
    ), replaced as (
      delete from ${schema}.deliveries v using clock
      where v.notification_id = any(array(select h.id from held h where h.outcome = 'send'))
        and v.purpose = 'show' and v.lease_until <= clock.now
      returning v.notification_id
    ), laid as (
      insert into ${schema}.deliveries (
        id, notification_id, subscription_id, service, rank, purpose, urgency, expires_at, due_at)
      select ${newUuid}, h.id, d.id, d.service, h.rank, 'show', h.urgency, h.expires_at, clock.now
      from devices d join held h on h.id = d.notification_id, clock
      returning notification_id
    ), verdict as materialized (
      select h.*, coalesce(r.count, 0) as replaced, coalesce(l.count, 0) as laid,
        case h.outcome
          when 'send' then case when l.count > 0 then 'pending' else 'suppressed' end
          when 'defer' then 'deferred' else h.state end as after
      from held h
      left join (
        select notification_id, count(*)::integer as count from replaced group by notification_id
      ) r on r.notification_id = h.id
      left join (
        select notification_id, count(*)::integer as count from laid group by notification_id
      ) l on l.notification_id = h.id
    ), decided as (
      update ${schema}.notifications n
      set state = v.after, lease_until = '-infinity', called_again = false,
        due_at = case when v.outcome = 'defer' then to_timestamp(v.until / 1000.0)
          when n.called_again then clock.now end,
        looked = n.looked + case when v.looking then 1 else 0 end,
        listed = n.listed or v.content is not null,
        content = case when v.content is null then n.content
          else nullif(v.content, ${broadcastContent(schema, 'n')}) end,
        count = coalesce(v.count, n.count),
        waiting = n.waiting - v.replaced + v.laid,
        steps = ${withSteps(
          'n.steps',
          `v.steps || case when v.outcome = 'send' then jsonb_build_array(jsonb_build_object(
            'at', ${ms('clock.now')}, 'step', 'send', 'outcome', 'queued',
            'detail', v.laid || ' devices')) else '[]' end`,
        )}
      from verdict v, clock
      where ${isAmong('n.id', 'verdict')} and n.id = v.id
      returning v.i, ${notificationJson(schema, 'n')} as notification
    ), tallied as (
      ${tally(schema, 'verdict')}
    )
    select json_build_object('i', d.i, 'notification', d.notification)::text as row
    from decided d`,
  )
}

/** One decision as the statement reads it. */
export interface DecisionRow {
  readonly i: number
  readonly id: string
  readonly claim: number
  readonly outcome: 'send' | 'defer' | 'drop'
  readonly state?: string
  readonly until?: number
  readonly looking?: boolean
  readonly content?: unknown
  readonly count?: number
  readonly urgency?: string
  readonly rank?: number
  readonly key_hash?: string | null
  /** Steps without their time. */
  readonly given: readonly unknown[]
}
