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
    from ${schema}.chats c
    left join ${schema}.members m
      on m.chat_id = c.id and m.user_id = $3 and m.removed_at is null
    where (c.id = $1::uuid or c.order_id = $2) and ($4::boolean or m.user_id is not null)
    order by (c.id = $1::uuid) is true desc limit 1
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
    from ${schema}.chats c where c.id = any($1::uuid[])`,
  )
}

/** A message, a member and the clock, under a lock taken before. Parameters: chat, message, user. */
export function factsStatement(schema: string): Statement {
  return statement(
    'facts',
    `select json_build_object(
      'now', ${ms('clock_timestamp()')},
      'id', c.id, 'status', c.status, 'head_seq', c.head_seq, 'members_rev', c.members_rev,
      'member', (select ${memberJson('m')} from ${schema}.members m
        where m.chat_id = c.id and m.user_id = $3 and m.removed_at is null),
      'message', ${messageJson('g')})::text as row
    from ${schema}.chats c join ${schema}.messages g on g.chat_id = c.id and g.id = $2::uuid
    where c.id = $1::uuid`,
  )
}

export function headsStatement(schema: string): Statement {
  return statement(
    'heads',
    `select json_build_object('chat_id', c.id, 'head_seq', c.head_seq, 'reads_rev', c.reads_rev,
      'members_rev', c.members_rev, 'status', c.status)::text as row
    from ${schema}.chats c where c.id = any($1::uuid[])`,
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
