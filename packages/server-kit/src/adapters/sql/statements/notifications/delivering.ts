import { statement, type Statement } from '../../statement'
import { ms } from '../columns'
import {
  isAmong,
  isUnreadTag,
  notificationJson,
  seatOf,
  subscriptionJson,
  unreadOfUser,
} from './parts'

const MOST_CLOSE_TAGS = 8

/**
 * Queues are found one after the other by the index, whatever their length, and each is read from its
 * front: no further than its share. Shares are counted first, without locks, so that little more is
 * locked than is taken; what another node takes in between leaves its place to the next in the queue.
 * Parameters: how many, milliseconds of the lease, services left out, services in the order last served.
 */
export function claimDeliveriesStatement(schema: string): Statement {
  const due = (limit: string, lock: string) => `(
      select d.id, d.due_at from ${schema}.deliveries d
      where d.service = q.service and d.rank = q.rank and d.due_at <= statement_timestamp()
        and d.lease_until <= statement_timestamp()
      order by d.due_at limit ${limit} ${lock})`
  return statement(
    'claim_deliveries',
    `with recursive queue(service, rank) as (
      (select d.service, d.rank from ${schema}.deliveries d order by d.service, d.rank limit 1)
      union all
      select following.* from queue q cross join lateral (
        select d.service, d.rank from ${schema}.deliveries d
        where (d.service, d.rank) > (q.service, q.rank) order by d.service, d.rank limit 1
      ) following
    ), waiting as materialized (
      select q.service, q.rank, d.due_at,
        row_number() over (partition by q.service order by q.rank, d.due_at) as place
      from queue q cross join lateral ${due('$1::bigint', '')} d
      where q.service <> all($3::text[])
    ), share as materialized (
      select w.service, w.rank, count(*) as size from (
        select * from waiting w
        order by w.place, array_position($4::text[], w.service) nulls first, w.due_at
        limit $1::bigint
      ) w group by w.service, w.rank
    ), taken as materialized (
      select d.id, q.rank from share q cross join lateral ${due('q.size', 'for no key update skip locked')} d
    ), claimed as materialized (
      update ${schema}.deliveries d
      set claim = d.claim + 1,
        lease_until = statement_timestamp() + $2::bigint * interval '1 millisecond',
        close_tags = array(
          select t.tag from ${schema}.shown_tags t
          cross join lateral (
            select s.user_id from ${schema}.subscriptions s where s.id = t.subscription_id limit 1
          ) s
          where t.subscription_id = d.subscription_id and t.close_at is not null
            and t.tag is distinct from (
              select n.tag from ${schema}.notifications n where n.id = d.notification_id limit 1)
            and not ${isUnreadTag(schema, 's.user_id', 't.tag')}
          order by t.close_at, t.tag limit ${MOST_CLOSE_TAGS})
      where ${isAmong('d.id', 'taken')}
      returning d.*
    )
    select json_build_object('id', d.id, 'claim', d.claim, 'purpose', d.purpose,
      'subscription', ${subscriptionJson('s')}, 'notification', ${notificationJson(schema, 'n')},
      'urgency', d.urgency, 'close_tags', d.close_tags, 'expires_at', ${ms('d.expires_at')},
      'void', case
        when d.purpose = 'close' then
          case when ${isUnreadTag(schema, 'n.user_id', 'n.tag')} then 'cancelled' end
        when n.read_at is not null then 'read'
        when (select b.is_cancelled from ${schema}.broadcasts b
          where b.id = n.broadcast_id limit 1) then 'cancelled'
        when c.id is null or told.count > 0 then null
        when m.user_id is null then 'cancelled'
        when m.read_seq >= n.told_seq then 'read' else 'deleted' end,
      'unread_count', ${unreadOfUser(schema, 'n.user_id')},
      'now', ${ms('statement_timestamp()')})::text as row
    from (
      select d.*, row_number() over (partition by d.service order by d.rank, d.due_at) as place
      from claimed d
    ) d
    cross join lateral (
      select s.* from ${schema}.subscriptions s where s.id = d.subscription_id limit 1
    ) s
    cross join lateral (
      select n.* from ${schema}.notifications n where n.id = d.notification_id limit 1
    ) n
    ${seatOf(schema, 'n')}
    order by d.place, array_position($4::text[], d.service) nulls first, d.due_at`,
  )
}
