import { statement, type Statement } from '../statement'
import { messageJson } from './columns'

/*
 * Changes of one message, under a lock of its chat taken before. Each takes the chat's next number
 * and answers the message as it is then. Parameters: chat, seq of the message, what is new.
 */

function amending(schema: string, change: string, also = ''): string {
  return `with head as materialized (
      select c.id, c.head_seq + 1 as next, clock_timestamp() as now
      from ${schema}.chats c where c.id = $1::uuid
    ), bumped as (
      update ${schema}.chats c set head_seq = head.next, updated_at = head.now
      from head where c.id = $1::uuid
    )${also}
    update ${schema}.messages g set changed_seq = head.next, ${change}
    from head where g.chat_id = $1::uuid and g.seq = $2::bigint
    returning ${messageJson('g')}::text as row`
}

export function editStatement(schema: string): Statement {
  return statement('edit', amending(schema, 'content = $3, edited_at = head.now'))
}

export function reactionsStatement(schema: string): Statement {
  return statement('reactions', amending(schema, 'reactions = $3::jsonb'))
}

/** Whoever had the message before them unread has one less; so it is skipped from here on. */
export function deleteStatement(schema: string): Statement {
  return statement(
    'delete',
    amending(
      schema,
      `content = '', attachment_url = null, attachment_type = null, attachment_width = null,
      attachment_height = null, metadata = null, reactions = null, deleted_at = head.now`,
      `, skipping as (
      update ${schema}.members m set skipped = m.skipped + 1
      from (
        select g.* from ${schema}.messages g
        where g.chat_id = $1::uuid and g.seq = $2::bigint limit 1
      ) g
      where m.chat_id = $1::uuid and g.counts and g.deleted_at is null
        and m.read_seq < g.seq and m.visible_from_seq <= g.seq and m.user_id <> g.sender_key
    )`,
    ),
  )
}
