import { statement, type Statement } from '../statement'
import { chatJson, messageBytes, messageColumns, messageJson } from './columns'
import { locatedChat } from './find'

export type WindowKind = 'page' | 'before' | 'around'

/**
 * A window of a chat's messages, with the chat, from one snapshot. Parameters 1 to 4 as
 * `locatedChat`; then: page: limit, rows to skip; before: limit, seq, bytes; around: rows before,
 * seq, rows from it on. Rows the reader may not see count for the window's size, so windows have fixed places.
 */
export function historyStatement(schema: string, kind: WindowKind): Statement {
  const older = (limit: string, rest: string) => `(
    select g.* from ${schema}.messages g where g.chat_id = c.id ${rest} order by g.seq desc ${limit}
  )`
  const windows = {
    page: older('limit $5::bigint offset $6::bigint', ''),
    before: `(
      select * from (
        select g.*, sum(${messageBytes('g')}) over (order by g.seq desc) - ${messageBytes('g')} as before
        from ${older('limit $5::bigint', 'and g.seq < $6::bigint')} g
      ) g where g.before < $7::bigint
    )`,
    around: `(
      ${older('limit $5::bigint', 'and g.seq < $6::bigint')} union all (
      select g.* from ${schema}.messages g where g.chat_id = c.id and g.seq >= $6::bigint
      order by g.seq limit $7::bigint)
    )`,
  }
  const boundary = { page: '0', before: '0', around: '$6::bigint' }
  return statement(
    `history_${kind}`,
    `with ${locatedChat(schema)}, shown as materialized (
      select g.* from located c cross join lateral ${windows[kind]} g
      where g.seq >= c.visible_from
    )
    select json_build_object(
      'chat', ${chatJson(schema, 'c')},
      'messages', (select coalesce(json_agg(to_json(r) order by r.seq), '[]'::json)
        from (select ${messageColumns('g')} from shown g) r),
      'hasMore', exists (select from ${schema}.messages g where g.chat_id = c.id
        and g.seq >= c.visible_from
        and g.seq < coalesce((select min(s.seq) from shown s), ${boundary[kind]})),
      'total', c.message_count - c.hidden_count
    )::text as row
    from located c`,
  )
}

/**
 * What changed after each of many cursors, from one snapshot: messages changed since their birth, and
 * those as they were born, up to where the former fill the page. Parameters: JSON of `CursorRow`s, the
 * reader, unrestricted, rows to fetch for each (one more than shown), bytes to show of all together.
 */
export function changesStatement(schema: string): Statement {
  return statement(
    'changes',
    `with seen as materialized (
      select e.i, e.seq, c.id, ${chatJson(schema, 'c')} as chat, c.head_seq,
        coalesce(c.counted - m.read_counted - m.skipped, 0) as unread_count,
        m.visible_from_seq, v.complete
      from json_to_recordset($1::json) as e(i integer, chat_id uuid, seq bigint, anchor uuid)
      cross join lateral (select c.* from ${schema}.chats c where c.id = e.chat_id limit 1) c
      left join lateral (
        select m.* from ${schema}.members m where m.chat_id = c.id and m.user_id = $2 limit 1
      ) m on m.removed_at is null
      cross join lateral (
        select e.seq between c.floor_seq and c.head_seq and (e.anchor is null or coalesce((
          select a.chat_id = c.id and a.seq <= e.seq from ${schema}.messages a
          where a.id = e.anchor limit 1), false)) as complete
      ) v
      where $3::boolean or m.user_id is not null
    ), found as (
      select s.i, g.*, row_number() over (partition by s.i order by g.changed_seq) < $4::bigint as fits
      from seen s cross join lateral (
        with changed as materialized (
          select g.* from ${schema}.messages g
          where s.complete and g.chat_id = s.id and g.changed_seq > s.seq and g.changed_seq > g.seq
            and ($3::boolean or g.seq >= s.visible_from_seq)
          order by g.changed_seq limit $4::bigint
        ), unchanged as materialized (
          select g.* from ${schema}.messages g
          where s.complete and g.chat_id = s.id and g.seq > s.seq and g.changed_seq <= g.seq
            and ($3::boolean or g.seq >= s.visible_from_seq)
            and g.seq < (select case when count(*) < $4::bigint then s.head_seq + 1
              else max(h.changed_seq) end from changed h)
          order by g.seq limit $4::bigint
        )
        select * from (select * from changed union all select * from unchanged) g
        order by g.changed_seq limit $4::bigint
      ) g
    ), sized as materialized (
      select f.*, case when f.fits then ${messageBytes('f')} else 0 end as bytes from found f
    ), placed as (
      select f.*, sum(f.bytes) over (order by f.i, f.changed_seq) - f.bytes as before from sized f
    ), pages as (
      select f.i, count(*) as found, json_agg(${messageJson('f')} order by f.changed_seq)
        filter (where f.fits and f.before < $5::bigint) as messages
      from placed f group by f.i
    )
    select json_build_object('i', s.i, 'chat', s.chat, 'unread_count', s.unread_count,
      'complete', s.complete, 'found', coalesce(p.found, 0),
      'messages', coalesce(p.messages, '[]'::json))::text as row
    from seen s left join pages p on p.i = s.i`,
  )
}

export interface CursorRow {
  readonly i: number
  readonly chat_id: string
  readonly seq: number
  readonly anchor: string | null
}
