import type { SenderRole } from '@otsy/protocol'
import type { MessageDraft } from '../../../core/chat/model'
import { statement, type Statement } from '../statement'
import { messageJson, ms } from './columns'

/**
 * One batch of sends in one statement: locks the chats in one order, judges every entry, numbers
 * and stores the good ones. Parameter: a JSON array of `EntryRow`.
 *
 * The locked row of a chat is its newest version, while members, keys and reply targets are read as
 * of the statement's start. So:
 * - membership counts only when `members_rev` is the same in both; else the entry is `stale`, and
 *   asking again answers it;
 * - rows are inserted plainly: a key that another node stored in between is a unique violation,
 *   which takes back every number given here. `on conflict do nothing` would lose those numbers.
 *
 * Look-ups are lateral, with a limit or a lock of their own, here and in the other statements: so the
 * planner cannot make them joins over whole tables, which it likes as long as tables are small, in
 * plans that are kept while they grow. Locks are taken row by row in the order asked.
 */
export function appendStatement(schema: string): Statement {
  return statement(
    'append',
    `with entry as materialized (
      select * from json_to_recordset($1::json) as e(
        i integer, chat_id uuid, id uuid, sender text, place text, type text, content text,
        attachment_url text, attachment_type text, attachment_width integer,
        attachment_height integer, metadata jsonb, client_id text, body_hash text, reply_to uuid,
        even_if_closed boolean, quiet boolean, notify boolean, twin integer)
    ), locked as materialized (
      select c.* from (select distinct chat_id from entry order by chat_id) asked
      cross join lateral (
        select c.id, c.status, c.head_seq, c.counted, c.members_rev, c.unveiled_from
        from ${schema}.chats c where c.id = asked.chat_id for no key update skip locked
      ) c
    ), clock as materialized (
      -- The count makes it read after the locks are held, so that times follow the numbers.
      select clock_timestamp() as now from (select count(*) from locked) as held
    ), judged as materialized (
      select e.*, l.head_seq, l.counted, l.members_rev, l.unveiled_from, k.seq as stored_seq, r.seq as reply_seq,
        coalesce(m.role, e.place) as role, m.role is not null as is_member,
        not (e.quiet is true and coalesce(m.role, e.place) = 'system') as counts,
        case
          when c.members_rev is null then 'not_found'
          when l.members_rev <> c.members_rev then 'stale'
          when coalesce(m.role, e.place) is null then 'not_found'
          when l.id is null then 'busy'
          when k.seq is not null then
            case when k.body_hash = e.body_hash then 'duplicate' else 'conflict' end
          when l.status <> 'active' and e.even_if_closed is not true then 'closed'
          when e.reply_to is not null and r.seq is null then 'no_reply_target'
          else 'stored'
        end as outcome
      from entry e
      left join locked l on l.id = e.chat_id
      left join lateral (
        select c.members_rev from ${schema}.chats c where c.id = e.chat_id limit 1
      ) c on true
      left join lateral (
        select m.role, m.visible_from_seq, m.removed_at from ${schema}.members m
        where m.chat_id = e.chat_id and m.user_id = e.sender limit 1
      ) m on m.removed_at is null
      left join lateral (
        select k.seq, k.body_hash from ${schema}.messages k
        where k.chat_id = e.chat_id and k.sender_key = e.sender and k.client_id = e.client_id
          and k.body_hash is not null limit 1
      ) k on true
      left join lateral (
        select r.seq from (
          select r.chat_id, r.seq from ${schema}.messages r where r.id = e.reply_to limit 1
        ) r
        where r.chat_id = e.chat_id and r.seq >= coalesce(m.visible_from_seq, 0)
      ) r on true
    ), accepted as materialized (
      select j.*, j.head_seq + row_number() over up as seq,
        j.counted + count(*) filter (where j.counts) over up as ordinal
      from judged j
      where j.outcome = 'stored' and (j.twin is null or j.i = (
        select min(t.i) from judged t where t.twin = j.twin and t.outcome = 'stored'))
      window up as (partition by j.chat_id order by j.i)
    ), bumped as (
      update ${schema}.chats c
      set head_seq = a.seq, counted = a.ordinal, message_count = c.message_count + a.n,
        last_seq = a.seq, updated_at = clock.now,
        last_at = clock.now + a.i * interval '1 microsecond'
      from (
        select chat_id, max(seq) as seq, max(ordinal) as ordinal, count(*) as n, max(i) as i
        from accepted group by chat_id
      ) a, clock
      where c.id = a.chat_id
    ), unseen as (
      -- Not unread for: the sender; those whose time in the chat begins later.
      select chat_id, sender as user_id, count(*) as skipped, 0 as hidden from accepted
      where counts and is_member group by chat_id, sender
      union all
      select m.chat_id, m.user_id,
        count(*) filter (where a.counts and m.user_id <> a.sender), count(*)
      from accepted a cross join lateral (
        select m.chat_id, m.user_id from ${schema}.members m
        where a.unveiled_from > a.seq and m.chat_id = a.chat_id
          and m.visible_from_seq > a.seq offset 0
      ) m group by m.chat_id, m.user_id
    ), skipping as (
      update ${schema}.members m
      set skipped = m.skipped + u.skipped, hidden_count = m.hidden_count + u.hidden
      from (
        select chat_id, user_id, sum(skipped) as skipped, sum(hidden) as hidden
        from unseen group by chat_id, user_id
      ) u
      where m.chat_id = u.chat_id and m.user_id = u.user_id
    ), born as (
      insert into ${schema}.messages (
        id, chat_id, seq, changed_seq, ordinal, reply_to_seq, created_at, reply_to,
        attachment_width, attachment_height, counts, sender_key, sender_role, type, content,
        client_id, body_hash, attachment_url, attachment_type, metadata)
      select id, chat_id, seq, seq, ordinal, reply_seq, clock.now, reply_to,
        attachment_width, attachment_height, counts, sender, role, type, content,
        client_id, body_hash, attachment_url, attachment_type, metadata
      from accepted, clock
    ), noticed as (
      insert into ${schema}.notices (chat_id)
      select distinct chat_id from accepted where notify and counts
    )
    select json_build_object('at', ${ms('clock.now')}, 'verdicts', (
      select json_agg(json_build_array(
        j.outcome, coalesce(a.seq, j.stored_seq), j.role, j.reply_seq, j.members_rev) order by j.i)
      from judged j left join accepted a on a.i = j.i))::text as row
    from clock`,
  )
}

/** Locks chats in the one order everybody locks them in. Parameter: chat ids. */
export function lockStatement(schema: string, whenHeld: 'wait' | 'skip'): Statement {
  return statement(
    `lock_${whenHeld}`,
    `select '1' as row
    from (select distinct id from unnest($1::uuid[]) as k(id) order by id) asked
    cross join lateral (
      select from ${schema}.chats c where c.id = asked.id
      for no key update ${whenHeld === 'skip' ? 'skip locked' : ''}
    ) c`,
  )
}

/** The messages stored under the keys of duplicates, as they are now. Parameter: `[chat_id, seq]`s. */
export function storedStatement(schema: string): Statement {
  return statement(
    'stored',
    `select ${messageJson('g')}::text as row
    from json_to_recordset($1::json) as k(chat_id uuid, seq bigint)
    cross join lateral (
      select g.* from ${schema}.messages g where g.chat_id = k.chat_id and g.seq = k.seq limit 1
    ) g`,
  )
}

/** Tells who listens which chats changed, when the transaction commits. */
export function notifyStatement(): Statement {
  return statement(
    'notify',
    `select '1' as row from (
      select pg_notify($1, id) from unnest($2::text[]) as chat(id)
    ) as told`,
  )
}

/** One entry of a batch as the statement reads it. */
export interface EntryRow extends MessageDraft {
  readonly i: number
  readonly chat_id: string
  /** Empty for the system. */
  readonly sender: string
  /** The role of one who needs no place in the chat; absent for one who must be a member. */
  readonly place?: SenderRole
  readonly body_hash?: string
  readonly even_if_closed?: boolean
  /** Does not count as unread when it comes from the system. */
  readonly quiet?: true
  /** Members are to be told, should it count. */
  readonly notify?: true
  /** The same number on entries of one batch with the same key: at most one of them is stored. */
  readonly twin?: number
}

export interface AppendRow {
  /** Milliseconds since the epoch. */
  readonly at: number
  /** In the order of the entries. */
  readonly verdicts: readonly Verdict[]
}

export type Verdict = readonly [
  outcome:
    | 'stored'
    | 'duplicate'
    | 'conflict'
    | 'not_found'
    | 'closed'
    | 'no_reply_target'
    | 'busy'
    | 'stale',
  /** Of the new message, or of the one stored under the key. A twin that came later has none. */
  seq: number | null,
  role: SenderRole | null,
  replySeq: number | null,
  membersRev: number | null,
]
