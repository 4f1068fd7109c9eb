import type { SenderRole } from '@otsy/protocol'
import { statement, type Statement } from '../statement'
import { keyedChat, messageJson, ms } from './columns'

/*
 * What the statement is given: three tables, column by column, each an array and a parameter of its
 * own, in this order. A column that is nowhere used is an empty array. Chats and places in them stand
 * once, and are named by their row's number from 1 on: look-ups cost once for each, not for each entry.
 */
export const CHATS = { id: 'uuid' } as const

/** Who sends, and as what: the role of one who needs no place in the chat, or null. */
export const PLACES = { chat: 'integer', sender: 'text', role: 'text' } as const

export const ENTRIES = {
  place: 'integer',
  client_id: 'text',
  body_hash: 'text',
  reply_to: 'uuid',
  even_if_closed: 'boolean',
  /** Does not count as unread when it comes from the system. */
  quiet: 'boolean',
  /** Members are to be told, should it count. */
  notify: 'boolean',
  /** The same number on entries of one batch with the same key: at most one of them is stored. */
  twin: 'integer',
  id: 'uuid',
  type: 'text',
  content: 'text',
  attachment_url: 'text',
  attachment_type: 'text',
  attachment_width: 'integer',
  attachment_height: 'integer',
  metadata: 'jsonb',
} as const

type Columns = Readonly<Record<string, string>>

const names = (table: Columns) => Object.keys(table).join(', ')

/**
 * One batch of sends in one statement: locks the chats in one order, judges every entry, numbers
 * and stores the good ones. Parameters: the columns of `CHATS`, `PLACES` and `ENTRIES`.
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
 * plans that are kept while they grow. `offset 0` keeps the joins before them apart from them.
 */
export function appendStatement(schema: string): Statement {
  let parameters = 0
  // The selects hide from the planner how long the arrays are. It would make a new plan for each short
  // batch, which takes several times as long as the batch.
  const rowsOf = (table: Columns) => {
    const columns = Object.values(table).map((type) => `(select $${++parameters}::${type}[])`)
    return `unnest(${columns.join(', ')}) with ordinality`
  }
  return statement(
    'append',
    `with asked as materialized (
      select * from ${rowsOf(CHATS)} as k(${names(CHATS)}, n) order by id
    ), chat as materialized (
      select a.n, a.id, c.members_rev as known_rev, l.members_rev, l.status, l.head_seq, l.counted,
        l.unveiled_from
      from asked a
      left join lateral (
        select c.members_rev, c.status, c.head_seq, c.counted, c.unveiled_from
        from ${schema}.chats c where c.id = a.id for no key update skip locked
      ) l on true
      left join lateral (
        select c.members_rev from ${schema}.chats c where c.id = a.id limit 1
      ) c on true
    ), clock as materialized (
      -- The count makes it read after the locks are held, so that times follow the numbers.
      select clock_timestamp() as now from (select count(*) from chat) as held
    ), place as materialized (
      select c.place as n, c.sender, c.n as chat, c.id as chat_id, c.head_seq, c.counted,
        c.unveiled_from, coalesce(m.role, c.given) as role, m.role is not null as is_member, m.visible_from_seq,
        c.status <> 'active' as is_closed,
        case
          when c.known_rev is null then 'not_found'
          when c.members_rev <> c.known_rev then 'stale'
          when coalesce(m.role, c.given) is null then 'not_found'
          when c.members_rev is null then 'busy'
        end as refusal
      from (
        select p.n as place, p.sender, p.role as given, c.*
        from ${rowsOf(PLACES)} as p(${names(PLACES)}, n) join chat c on c.n = p.chat offset 0
      ) c
      left join lateral (
        select m.role, m.visible_from_seq, m.removed_at from ${schema}.members m
        where m.chat_id = c.id and m.user_id = c.sender limit 1
      ) m on m.removed_at is null
    ), entry as materialized (
      select * from ${rowsOf(ENTRIES)} as e(${names(ENTRIES)}, i)
    ), judged as materialized (
      select e.i, e.place, e.twin, e.notify, e.chat, e.head_seq, e.counted, e.unveiled_from,
        k.seq as stored_seq, r.seq as reply_seq,
        not (e.quiet is true and e.role = 'system') as counts,
        case
          when e.refusal is not null then e.refusal
          when k.seq is not null then
            case when k.body_hash = e.body_hash then 'duplicate' else 'conflict' end
          when e.is_closed and e.even_if_closed is not true then 'closed'
          when e.reply_to is not null and r.seq is null then 'no_reply_target'
          else 'stored'
        end as outcome
      from (select * from entry e join place p on p.n = e.place offset 0) e
      left join lateral (
        select k.seq, k.body_hash from ${schema}.messages k
        where ${keyedChat('k')} = e.chat_id and k.sender_key = e.sender and k.client_id = e.client_id
          and k.body_hash is not null limit 1
      ) k on true
      left join lateral (
        select r.seq from (
          select r.chat_id, r.seq from ${schema}.messages r
          where e.reply_to is not null and r.id = e.reply_to limit 1
        ) r
        where r.chat_id = e.chat_id and r.seq >= coalesce(e.visible_from_seq, 0)
      ) r on true
    ), accepted as materialized (
      select j.i, j.place, j.chat, j.reply_seq, j.counts, j.notify, j.unveiled_from,
        j.head_seq + row_number() over up as seq,
        j.counted + count(*) filter (where j.counts) over up as ordinal
      from judged j
      where j.outcome = 'stored' and (j.twin is null or j.i = (
        select min(t.i) from judged t where t.twin = j.twin and t.outcome = 'stored'))
      window up as (partition by j.chat order by j.i)
    ), share as materialized (
      select place, chat, max(seq) as seq, max(ordinal) as ordinal, max(i) as i, count(*) as n,
        count(*) filter (where counts) as counted
      from accepted group by place, chat
    ), bumped as (
      update ${schema}.chats c
      set head_seq = s.seq, counted = s.ordinal, message_count = c.message_count + s.n,
        last_seq = s.seq, updated_at = clock.now,
        last_at = clock.now + s.i * interval '1 microsecond'
      from (
        select chat, max(seq) as seq, max(ordinal) as ordinal, max(i) as i, sum(n) as n
        from share group by chat
      ) s join chat l on l.n = s.chat, clock
      where c.id = l.id
    ), unseen as (
      -- Not unread for: the sender; those whose time in the chat begins later.
      select p.chat_id, p.sender as user_id, s.counted as skipped, 0 as hidden
      from share s join place p on p.n = s.place where p.is_member and s.counted > 0
      union all
      select m.chat_id, m.user_id,
        count(*) filter (where a.counts and m.user_id <> a.sender), count(*)
      from (
        select a.seq, a.counts, p.chat_id, p.sender
        from accepted a join place p on p.n = a.place where a.unveiled_from > a.seq offset 0
      ) a
      cross join lateral (
        select m.chat_id, m.user_id from ${schema}.members m
        where m.chat_id = a.chat_id and m.visible_from_seq > a.seq offset 0
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
      select e.id, p.chat_id, a.seq, a.seq, a.ordinal, a.reply_seq, clock.now, e.reply_to,
        e.attachment_width, e.attachment_height, a.counts, p.sender, p.role, e.type, e.content,
        e.client_id, e.body_hash, e.attachment_url, e.attachment_type, e.metadata
      from entry e join accepted a on a.i = e.i join place p on p.n = a.place, clock
    ), noticed as (
      insert into ${schema}.notices (chat_id)
      select distinct p.chat_id from accepted a join place p on p.n = a.place
      where a.notify and a.counts
    )
    select json_build_object(
      'at', ${ms('clock.now')},
      'revs', (select array_agg(known_rev order by n) from chat),
      'roles', (select array_agg(role order by n) from place),
      'seqs', (select array_agg(seq order by i) from accepted),
      'others', (select json_agg(json_build_array(j.i, j.outcome, j.stored_seq) order by j.i)
        from judged j where j.outcome <> 'stored'
          or (j.twin is not null and j.i not in (select a.i from accepted a))),
      'replies', (select json_agg(json_build_array(i, reply_seq) order by i)
        from accepted where reply_seq is not null))::text as row
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

export interface AppendRow {
  /** Milliseconds since the epoch. */
  readonly at: number
  /** `members_rev` of each chat, null where there is none. */
  readonly revs: readonly (number | null)[]
  /** Of each place: the member's, else the one given. */
  readonly roles: readonly (SenderRole | null)[]
  /** Of the entries that were stored, in their order; null when none was. */
  readonly seqs: readonly number[] | null
  /** The entries that were not, in their order; null when all were. */
  readonly others: readonly Refused[] | null
  /** Where stored entries answer a message. */
  readonly replies: readonly (readonly [i: number, seq: number])[] | null
}

/** An entry, from 1 on. Of a twin that came later `stored` says that the first was. */
export type Refused = readonly [
  i: number,
  outcome:
    | 'stored'
    | 'duplicate'
    | 'conflict'
    | 'not_found'
    | 'closed'
    | 'no_reply_target'
    | 'busy'
    | 'stale',
  /** Of the message stored under the key. */
  seq: number | null,
]
