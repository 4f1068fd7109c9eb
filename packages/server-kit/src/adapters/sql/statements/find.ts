import { statement, type Statement } from '../statement'
import { chatJson, memberJson, messageJson, ms } from './columns'

/**
 * The chat a reader asks for, as `chat`, with `visible_from` and the reader's own row as `me_…`.
 * Parameters 1 to 4: chat id, order id (either may be null; the first wins), the reader, unrestricted.
 */
export function locatedChat(schema: string): string {
  return `located as materialized (
    select c.*, case when $4::boolean then 0 else m.visible_from_seq end as visible_from,
      case when $4::boolean then 0 else m.hidden_count end as hidden_count
    from (
      (select c.*, 1 as turn from ${schema}.chats c where c.id = $1::uuid limit 1)
      union all
      (select c.*, 2 as turn from ${schema}.chats c where c.order_id = $2 limit 1)
    ) c
    left join lateral (
      select m.* from ${schema}.members m where m.chat_id = c.id and m.user_id = $3 limit 1
    ) m on m.removed_at is null
    where $4::boolean or m.user_id is not null
    order by c.turn limit 1
  )`
}

export function findStatement(schema: string): Statement {
  return statement(
    'find',
    `with ${locatedChat(schema)}
    select ${chatJson(schema, 'c')}::text as row from located c`,
  )
}

/** Chats as their inside is, without a reader. Parameter: chat ids. */
export function chatsStatement(schema: string): Statement {
  return statement(
    'chats',
    `select ${chatJson(schema, 'c')}::text as row
    from unnest($1::uuid[]) as k(id)
    cross join lateral (select c.* from ${schema}.chats c where c.id = k.id limit 1) c`,
  )
}

/** A message, a member and the clock, under a lock taken before. Parameters: chat, message, user. */
export function factsStatement(schema: string): Statement {
  return statement(
    'facts',
    `select json_build_object(
      'now', ${ms('clock_timestamp()')},
      'id', c.id, 'status', c.status, 'head_seq', c.head_seq, 'members_rev', c.members_rev,
      'member', (select ${memberJson('m')} from (
        select m.* from ${schema}.members m where m.chat_id = $1::uuid and m.user_id = $3 limit 1
      ) m where m.removed_at is null),
      'message', ${messageJson('g')})::text as row
    from (select c.* from ${schema}.chats c where c.id = $1::uuid limit 1) c
    cross join (select g.* from ${schema}.messages g where g.id = $2::uuid limit 1) g
    where g.chat_id = c.id`,
  )
}

export function headsStatement(schema: string): Statement {
  return statement(
    'heads',
    `select json_build_object('chat_id', c.id, 'head_seq', c.head_seq, 'reads_rev', c.reads_rev,
      'members_rev', c.members_rev, 'status', c.status)::text as row
    from (select distinct id from unnest($1::uuid[]) as k(id)) k
    cross join lateral (select c.* from ${schema}.chats c where c.id = k.id limit 1) c`,
  )
}

export function statsStatement(schema: string): Statement {
  return statement(
    'stats',
    `select json_build_object('total_chats', count(*),
      'active_chats', count(*) filter (where status = 'active'),
      'closed_chats', count(*) filter (where status = 'closed'),
      'total_messages', coalesce(sum(message_count), 0))::text as row
    from ${schema}.chats`,
  )
}
