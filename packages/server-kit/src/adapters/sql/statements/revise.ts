import { statement, type Statement } from '../statement'
import { messageJson } from './columns'

/*
 * Changes of a chat, under a lock of it taken before, as separate statements of one transaction:
 * those who leave, the note with the chat's new state, those who join.
 */

/** Parameters: chat, users. */
export function leaveStatement(schema: string): Statement {
  return statement(
    'leave',
    `update ${schema}.members m set removed_at = coalesce(m.removed_at, clock_timestamp())
    where m.chat_id = $1::uuid and m.user_id = any($2::text[])
    returning '1' as row`,
  )
}

/**
 * Stores the note under the chat's next number. Parameters: chat, JSON of a `NoteRow`.
 */
export function noteStatement(schema: string): Statement {
  return statement(
    'note',
    `with note as materialized (
      select * from json_to_record($2::json) as n(
        id uuid, type text, content text, attachment_url text, attachment_type text,
        attachment_width integer, attachment_height integer, metadata jsonb, client_id text,
        counts boolean, user_id text, shopper_id text, status text, members_changed boolean)
    ), head as materialized (
      select c.id, c.head_seq + 1 as next, clock_timestamp() as now,
        c.counted + case when n.counts then 1 else 0 end as counted
      from ${schema}.chats c, note n where c.id = $1::uuid
    ), bumped as (
      update ${schema}.chats c
      set head_seq = head.next, last_seq = head.next, counted = head.counted,
        message_count = c.message_count + 1, updated_at = head.now, last_at = head.now,
        user_id = coalesce(n.user_id, c.user_id), shopper_id = coalesce(n.shopper_id, c.shopper_id),
        status = coalesce(n.status, c.status),
        members_rev = c.members_rev + case when n.members_changed then 1 else 0 end
      from head, note n where c.id = $1::uuid
    ), hiding as (
      update ${schema}.members m set hidden_count = m.hidden_count + 1,
        skipped = m.skipped + case when n.counts then 1 else 0 end
      from head, note n
      where m.chat_id = $1::uuid and m.visible_from_seq > head.next
    )
    insert into ${schema}.messages as g (
      id, chat_id, seq, changed_seq, ordinal, created_at, attachment_width, attachment_height,
      counts, sender_key, sender_role, type, content, client_id, attachment_url, attachment_type,
      metadata)
    select n.id, head.id, head.next, head.next, head.counted, head.now, n.attachment_width,
      n.attachment_height, n.counts, '', 'system', n.type, n.content, n.client_id,
      n.attachment_url, n.attachment_type, n.metadata
    from head, note n
    returning ${messageJson('g')}::text as row`,
  )
}

/**
 * Members who join at the chat's head, in the order given. Parameters: chat, JSON of `JoinRow`s.
 */
export function joinStatement(schema: string): Statement {
  return statement(
    'join',
    `with joining as materialized (
      select j.i, j.user_id, j.role, coalesce(j.visible_from_seq, c.head_seq) as visible_from
      from ${schema}.chats c
      cross join json_to_recordset($2::json) as j(
        i integer, user_id text, role text, visible_from_seq bigint)
      where c.id = $1::uuid
    ), veiled as (
      update ${schema}.chats c
      set unveiled_from = greatest(c.unveiled_from, (select max(visible_from) from joining))
      where c.id = $1::uuid
    )
    insert into ${schema}.members as m (
      chat_id, user_id, role, place, visible_from_seq, hidden_count, read_seq, read_counted, skipped)
    select c.id, j.user_id, j.role, last.place + j.i, j.visible_from,
      (select count(*) from ${schema}.messages g
        where g.chat_id = c.id and g.seq < j.visible_from),
      c.head_seq, c.counted, 0
    from ${schema}.chats c cross join joining j
    cross join lateral (
      select coalesce(max(p.place), 0) as place from ${schema}.members p where p.chat_id = c.id
    ) last
    where c.id = $1::uuid
    on conflict (chat_id, user_id) do update set
      role = excluded.role, place = excluded.place, visible_from_seq = excluded.visible_from_seq,
      hidden_count = excluded.hidden_count, read_seq = excluded.read_seq, read_at = null,
      read_counted = excluded.read_counted, skipped = 0, muted_until = null, removed_at = null
    returning '1' as row`,
  )
}

export interface JoinRow {
  readonly i: number
  readonly user_id: string
  readonly role: string
  /** Null: from the head on. */
  readonly visible_from_seq: number | null
}
