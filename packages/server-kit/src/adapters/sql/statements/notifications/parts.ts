import { ms } from '../columns'

/** A UUIDv7, made by the database. */
export const newUuid = `encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
    placing substring(int8send(${ms('clock_timestamp()')}) from 3) from 1 for 6),
    52, 1), 53, 1), 'hex')::uuid`

/** True, and known once a part that locks rows has all of them: what asks for it locks its own later. */
export function isAfter(part: string): string {
  return `(select count(*) from ${part}) >= 0`
}

/**
 * Whether a column is among the ids of a part of the same statement: looked up in an index one by one. A
 * plain join is read as a whole table by a planner that thinks there is next to nothing in it.
 */
export function isAmong(column: string, part: string): string {
  return `${column} = any(array(select k.id from ${part} k))`
}

/** The same for tables that may be a single page: their ids that `from` names. */
export function these(schema: string, table: string, from: string): string {
  return `(
        select x.id from ${from} join lateral (
          select x.id from ${schema}.${table} x where x.id = k.id limit 1
        ) x on x.id = k.id
      )`
}

/** A notification as JSON: a `KeptNotification`. */
export function notificationJson(schema: string, n: string): string {
  return `json_build_object('id', ${n}.id, 'user_id', ${n}.user_id, 'kind', ${n}.kind,
    'content', ${contentOf(schema, n)}, 'tag', ${n}.tag, 'count', ${n}.count, 'state', ${n}.state,
    'created_at', ${ms(`${n}.created_at`)}, 'sent_at', ${ms(`${n}.sent_at`)},
    'read_at', ${ms(`${n}.read_at`)})`
}

/** What all of a broadcast say the same is kept once. */
export function contentOf(schema: string, n: string): string {
  return `coalesce(${n}.content, ${broadcastContent(schema, n)})`
}

export function broadcastContent(schema: string, n: string): string {
  return `(select b.content from ${schema}.broadcasts b where b.id = ${n}.broadcast_id limit 1)`
}

/** One subscription as JSON: a `SubscriptionRow`. */
export function subscriptionJson(s: string): string {
  return `json_build_object('id', ${s}.id, 'user_id', ${s}.user_id, 'endpoint', ${s}.endpoint,
    'p256dh', ${s}.p256dh, 'auth', ${s}.auth, 'service', ${s}.service,
    'allows_silent', ${s}.allows_silent, 'key_hash', ${s}.key_hash, 'origin', ${s}.origin,
    'locale', ${s}.locale, 'state', ${s}.state, 'created_at', ${ms(`${s}.created_at`)},
    'last_used_at', ${ms(`${s}.last_used_at`)})`
}

/** Steps with more steps behind them; the newest 50 of both. */
export function withSteps(steps: string, more: string): string {
  return `jsonb_path_query_array(${steps} || ${more}, '$[last - 49 to last]')`
}

/** One step as a JSON array of one. */
export function step(at: string, { step, outcome }: { step: string; outcome: string }): string {
  return `jsonb_build_array(jsonb_build_object('at', ${ms(at)}, 'step', ${step}::text,
    'outcome', ${outcome}::text))`
}

const states = [
  'pending',
  'deferred',
  'sent',
  'suppressed',
  'cancelled',
  'expired',
  'failed',
] as const

/** The states of a broadcast's people that have had their turn, as JSON. */
export function countsJson(b: string): string {
  return `json_build_object(${states.map((state) => `'${state}', ${b}.${state}`).join(', ')})`
}

export function countsSum(b: string): string {
  return `(${states.map((state) => `${b}.${state}`).join(' + ')})`
}

/**
 * Moves people of broadcasts from state to state in the counts. Given the name of what has
 * `broadcast_id`, `before` (null: new) and `after`. Last of all locks, so that nobody waits behind it, and
 * in one order.
 */
export function tally(schema: string, changed: string): string {
  const difference = (state: string) =>
    `count(*) filter (where t.after = '${state}') - count(*) filter (where t.before = '${state}')
      as ${state}`
  return `update ${schema}.broadcasts b
    set ${states.map((state) => `${state} = b.${state} + t.${state}`).join(', ')}
    from (
      select t.broadcast_id, ${states.map(difference).join(', ')}
      from ${changed} t
      where t.broadcast_id is not null and t.before is distinct from t.after
      group by t.broadcast_id order by t.broadcast_id
    ) t cross join lateral (
      select h.id from ${schema}.broadcasts h where h.id = t.broadcast_id for no key update
    ) h where b.id = h.id`
}

/**
 * Whether a person has an unread notification in their list under a tag. The offset keeps it a look-up:
 * else the planner may join all unread ones of everybody.
 */
export function isUnreadTag(schema: string, user: string, tag: string): string {
  return `exists (select from ${schema}.notifications u
    where u.user_id = ${user} and u.tag = ${tag} and u.listed and u.read_at is null offset 0)`
}

export function unreadOfUser(schema: string, user: string): string {
  return `(select count(*) from ${schema}.notifications u
    where u.user_id = ${user} and u.listed and u.read_at is null)`
}

/**
 * Where a person stands in the chat a notification `n` tells of: `c` the chat, `m` the person's place,
 * `told.count` the unread messages of its kind.
 */
export function seatOf(schema: string, n: string): string {
  return `left join lateral (
      select c.id, c.order_id, c.counted from ${schema}.chats c where c.id = ${n}.chat_id limit 1
    ) c on true
    left join lateral (
      select m.* from ${schema}.members m
      where m.chat_id = ${n}.chat_id and m.user_id = ${n}.user_id limit 1
    ) m on m.removed_at is null
    left join lateral (
      select case when ${n}.kind = 'order_update' then u.count
        else c.counted - m.read_counted - m.skipped - u.count end as count
      from (
        select count(*) as count from ${schema}.messages g
        where g.chat_id = m.chat_id and g.seq > m.read_seq and g.type = 'order_update'
          and ${isToldTo('g', 'm')}
      ) u
    ) told on true`
}

/** Whether a message after a member's cursor is unread for the member. */
export function isToldTo(g: string, m: string): string {
  return `${g}.counts and ${g}.deleted_at is null and ${g}.sender_key <> ${m}.user_id
    and ${g}.seq >= ${m}.visible_from_seq`
}
