import { statement, type Statement } from '../statement'
import { chatJson, messageJson, unreadOf } from './columns'

/** One inbox row as JSON, of a chat `c` and its member `m`. */
function inboxJson(schema: string): string {
  return `json_build_object(
    'chat', ${chatJson(schema, 'c')},
    'unread_count', ${unreadOf('c', 'm')},
    'last_message', (select ${messageJson('g')} from (
      select g.* from ${schema}.messages g where g.chat_id = c.id and g.seq = c.last_seq limit 1
    ) g where g.seq >= m.visible_from_seq))`
}

/** A page of a user's chats. Parameters: user, limit, rows to skip, only unread, chats left out. */
export function inboxStatement(schema: string): Statement {
  return statement(
    'inbox',
    `with mine as materialized (
      select c.id, c.last_at from ${schema}.members m
      cross join lateral (select c.* from ${schema}.chats c where c.id = m.chat_id limit 1) c
      where m.user_id = $1 and m.removed_at is null and (not $4::boolean
        or (${unreadOf('c', 'm')} > 0 and c.id <> all($5::uuid[])))
    )
    select json_build_object(
      'total', (select count(*) from mine),
      'rows', (select coalesce(json_agg(${inboxJson(schema)} order by p.last_at desc, p.id desc), '[]'::json)
        from (select * from mine order by last_at desc, id desc
          limit $2::bigint offset $3::bigint) p
        cross join lateral (select c.* from ${schema}.chats c where c.id = p.id limit 1) c
        cross join lateral (
          select m.* from ${schema}.members m where m.chat_id = p.id and m.user_id = $1 limit 1
        ) m)
    )::text as row`,
  )
}

/** Inbox rows of pairs. Parameter: JSON of `{i, chat_id, user_id}`. */
export function inboxRowsStatement(schema: string): Statement {
  return statement(
    'inbox_rows',
    `select json_build_object('i', e.i, 'inbox', ${inboxJson(schema)})::text as row
    from json_to_recordset($1::json) as e(i integer, chat_id uuid, user_id text)
    cross join lateral (select c.* from ${schema}.chats c where c.id = e.chat_id limit 1) c
    join lateral (
      select m.* from ${schema}.members m
      where m.chat_id = e.chat_id and m.user_id = e.user_id limit 1
    ) m on m.removed_at is null`,
  )
}

/**
 * The oldest transaction still under way, in whatever database of the server: all before it are
 * visible or never will be.
 */
export function momentStatement(): Statement {
  return statement(
    'moment',
    'select to_json(pg_snapshot_xmin(pg_current_snapshot())::text)::text as row',
  )
}

/**
 * Chats of users whose row was written by a transaction that a moment had not seen the end of. Every
 * change writes its chat's row, so the row's own xmin is the time stamp: it costs nothing to keep,
 * and unlike a clock it tells what was committed late. Numbers wrap around; `age` compares with that
 * in mind. A moment of the future is one of a server that lost its end. Parameters: users, moment.
 */
export function inboxChangesStatement(schema: string): Statement {
  return statement(
    'inbox_changes',
    `select json_build_object('chat_id', c.id, 'user_id', m.user_id, 'head_seq', c.head_seq,
      'read_seq', m.read_seq)::text as row
    from (select distinct id from unnest($1::text[]) as u(id)) u
    cross join lateral (
      select m.* from ${schema}.members m
      where m.user_id = u.id and m.removed_at is null offset 0
    ) m
    cross join lateral (
      select c.id, c.head_seq, c.xmin from ${schema}.chats c where c.id = m.chat_id limit 1
    ) c
    where $2::xid8 > pg_snapshot_xmax(pg_current_snapshot()) or age(c.xmin) <= age($2::xid8::xid)`,
  )
}
