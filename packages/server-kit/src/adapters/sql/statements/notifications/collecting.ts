import { CHAT_TTL } from '../../../../core/notifications/port'
import { statement, type Statement } from '../../statement'
import { ms } from '../columns'
import { isToldTo, newUuid, withSteps } from './parts'

/** Notices looked through for each chat asked for: a lively chat has many. */
const NOTICES_OF_CHAT = 20

/**
 * Turns notices into notifications. Notices and messages are seen as of one moment, and a chat's
 * messages are committed in their order, so what is seen of a chat is everything up to its head; what
 * is committed later has a notice of its own, which is seen later. A notice that is gone twice, to two
 * nodes, does no harm: the second finds the notification of the first.
 *
 * Looks only at messages after the last look, from the newest back to the first that tells something.
 * Parameter: how many chats.
 */
export function collectStatement(schema: string): Statement {
  const newest = (kind: string, condition: string) => `(
        select '${kind}' as kind, g.seq, g.created_at from ${schema}.messages g
        where g.chat_id = l.id and g.seq > greatest(l.told_seq, m.read_seq) and ${condition}
          and ${isToldTo('g', 'm')}
        order by g.seq desc limit 1)`
  return statement(
    'collect',
    `with noticed as materialized (
      select n.id, n.chat_id from ${schema}.notices n order by n.id
      limit $1::bigint * ${NOTICES_OF_CHAT} for update skip locked
    ), taken as materialized (
      select n.chat_id, array_agg(n.id) as ids from noticed n
      group by n.chat_id order by min(n.id) limit $1::bigint
    ), forgotten as (
      delete from ${schema}.notices n
      where n.id = any(array(select unnest(t.ids) from taken t))
    ), looked as materialized (
      select c.id, c.order_id, c.head_seq, c.counted, coalesce(t.seq, 0) as told_seq
      from taken
      cross join lateral (
        select c.* from ${schema}.chats c where c.id = taken.chat_id limit 1
      ) c
      left join lateral (
        select t.seq from ${schema}.told t where t.chat_id = c.id limit 1
      ) t on true
    ), telling as (
      insert into ${schema}.told as t (chat_id, seq)
      select l.id, l.head_seq from looked l order by l.id
      on conflict (chat_id) do update set seq = excluded.seq where t.seq < excluded.seq
    ), news as materialized (
      select l.id as chat_id, m.user_id, g.kind, g.seq,
        g.created_at + interval '${CHAT_TTL} seconds' as expires_at,
        case when g.kind = 'order_update' then l.order_id else l.id::text end as tag
      from looked l
      cross join lateral (
        select m.* from ${schema}.members m where m.chat_id = l.id offset 0
      ) m
      cross join lateral (
        ${newest('chat_message', `g.type <> 'order_update'`)}
        union all ${newest('order_update', `g.type = 'order_update'`)}
      ) g
      where m.removed_at is null and l.counted - m.read_counted - m.skipped > 0
    ), open as materialized (
      -- In the order in which everybody locks them.
      select n.id from news w cross join lateral (
        select n.id from ${schema}.notifications n
        where n.user_id = w.user_id and n.chat_id = w.chat_id and n.kind = w.kind
          and n.read_at is null limit 1
      ) n order by n.id
    ), held as materialized (
      select n.id from open cross join lateral (
        select n.id from ${schema}.notifications n where n.id = open.id for no key update
      ) n
    ), clock as materialized (
      select clock_timestamp() as now from (select count(*) from held) as held
    ), noted as (
      insert into ${schema}.notifications as n (
        id, user_id, kind, tag, chat_id, told_seq, created_at, expires_at, due_at, steps)
      select ${newUuid}, w.user_id, w.kind, w.tag, w.chat_id, w.seq, clock.now, w.expires_at,
        clock.now, jsonb_build_array(jsonb_build_object('at', ${ms('clock.now')},
          'step', 'attention', 'outcome', 'noticed', 'detail', 'message ' || w.seq))
      from news w, clock
      order by w.user_id, w.chat_id, w.kind
      on conflict (user_id, chat_id, kind) where chat_id is not null and read_at is null
      do update set told_seq = greatest(n.told_seq, excluded.told_seq),
        created_at = greatest(n.created_at, excluded.created_at),
        expires_at = greatest(n.expires_at, excluded.expires_at),
        due_at = coalesce(n.due_at, excluded.due_at),
        called_again = n.called_again
          or (n.due_at is not null and n.lease_until > excluded.created_at),
        steps = ${withSteps('n.steps', 'excluded.steps')}
    )
    select count(*)::text as row from taken`,
  )
}
