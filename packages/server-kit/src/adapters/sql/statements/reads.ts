import { statement, type Statement } from '../statement'
import { ms } from './columns'

/**
 * Moves a member's read cursor. Locks the chat only when something is to be moved. Without a lock
 * taken before, the rest of the statement is as of its start: where the locked chat is newer it moves
 * nothing and says `stale`, to be asked again; a chat that is held is `busy`. Parameters: chat, user,
 * unrestricted, message ids (null: by number), how many ids, the number, how many ids to answer.
 */
export function advanceReadStatement(schema: string): Statement {
  return statement(
    'advance_read',
    `with chat as materialized (
      select c.*, m.user_id as me, coalesce(m.visible_from_seq, 0) as visible_from,
        coalesce(m.read_seq, 0) as my_read_seq, m.read_at as my_read_at,
        coalesce(c.counted - m.read_counted - m.skipped, 0) as my_unread
      from (select c.* from ${schema}.chats c where c.id = $1::uuid limit 1) c
      left join lateral (
        select m.* from ${schema}.members m where m.chat_id = $1::uuid and m.user_id = $2 limit 1
      ) m on m.removed_at is null
      where $3::boolean or m.user_id is not null
    ), goal as materialized (
      select case when $4::uuid[] is null then $6::bigint else (
        select case when count(*) = $5::bigint then max(g.seq) end
        from unnest($4::uuid[]) as k(id) cross join lateral (
          select g.* from ${schema}.messages g where g.id = k.id limit 1
        ) g where g.chat_id = c.id and ($3::boolean or g.seq >= c.visible_from)) end as seq
      from chat c
    ), wanted as materialized (
      select c.*, goal.seq as goal from chat c, goal
      where c.me is not null and goal.seq > c.my_read_seq and goal.seq <= c.head_seq
    ), locked as materialized (
      select c.id, c.head_seq, c.reads_rev, c.members_rev from ${schema}.chats c
      where c.id = (select w.id from wanted w) for no key update of c skip locked
    ), fresh as materialized (
      select w.*, clock_timestamp() as now from wanted w join locked l
        on l.head_seq = w.head_seq and l.reads_rev = w.reads_rev and l.members_rev = w.members_rev
    ), covered as materialized (
      select g.id, g.seq, g.sender_key <> f.me and g.seq >= f.visible_from as shown,
        g.counts and (g.sender_key = f.me or g.deleted_at is not null
          or g.seq < f.visible_from) as skipped
      from fresh f cross join lateral (
        select g.* from ${schema}.messages g
        where g.chat_id = f.id and g.seq > f.my_read_seq and g.seq <= f.goal offset 0
      ) g
    ), moved as (
      update ${schema}.members m
      set read_seq = f.goal, read_at = f.now,
        skipped = m.skipped - (select count(*) from covered where skipped),
        read_counted = coalesce((select g.ordinal from ${schema}.messages g
          where g.chat_id = f.id and g.seq <= f.goal order by g.seq desc limit 1), 0)
      from fresh f where m.chat_id = f.id and m.user_id = f.me
      returning m.read_counted, m.skipped
    ), revised as (
      update ${schema}.chats c set reads_rev = c.reads_rev + 1 from fresh f where c.id = f.id
    ), stamped as (
      update ${schema}.messages g set read_at = f.now from fresh f
      where g.chat_id = f.id and g.seq > f.my_read_seq and g.seq <= f.goal
        and g.seq >= f.visible_from and g.sender_key <> f.me and g.read_at is null
    )
    select json_build_object(
      'outcome', case
        when goal.seq is null then 'not_found'
        when goal.seq > c.head_seq then 'beyond_head'
        when not exists (select from wanted) then 'unchanged'
        when not exists (select from locked) then 'busy'
        when not exists (select from fresh) then 'stale'
        else 'advanced' end,
      'read_seq', coalesce((select f.goal from fresh f), c.my_read_seq),
      'unread_count', coalesce((select c.counted - v.read_counted - v.skipped from moved v), c.my_unread),
      'message_ids', (select coalesce(json_agg(v.id order by v.seq), '[]'::json) from (
        select id, seq from covered where shown order by seq desc limit $7::bigint) v),
      'at', ${ms('coalesce((select f.now from fresh f), c.my_read_at, clock_timestamp())')},
      'reads_rev', c.reads_rev + (select count(*) from fresh),
      'members_rev', c.members_rev
    )::text as row
    from chat c, goal`,
  )
}

export interface ReadRow {
  readonly outcome: 'advanced' | 'unchanged' | 'not_found' | 'beyond_head' | 'busy' | 'stale'
  readonly read_seq: number
  readonly unread_count: number
  readonly message_ids: readonly string[]
  readonly at: number
  readonly reads_rev: number
  readonly members_rev: number
}

/** Parameters: chat, user, until (null: off). */
export function muteStatement(schema: string): Statement {
  return statement(
    'mute',
    `update ${schema}.members m set muted_until = $3::timestamptz
    from (
      select m.* from ${schema}.members m where m.chat_id = $1::uuid and m.user_id = $2 limit 1
    ) mine
    where m.chat_id = mine.chat_id and m.user_id = mine.user_id and mine.removed_at is null
    returning '1' as row`,
  )
}
