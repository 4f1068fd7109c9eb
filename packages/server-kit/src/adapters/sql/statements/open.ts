import { statement, type Statement } from '../statement'

/** The order's chat, if any, as an opener must know it. Parameters: order, reader, unrestricted. */
export function orderStatement(schema: string): Statement {
  return statement(
    'order',
    `select json_build_object('id', c.id, 'user_id', c.user_id, 'shopper_id', c.shopper_id,
      'visible', $3::boolean or coalesce((select m.removed_at is null
        from ${schema}.members m where m.chat_id = c.id and m.user_id = $2 limit 1), false)
    )::text as row
    from ${schema}.chats c where c.order_id = $1`,
  )
}

export interface OrderRow {
  readonly id: string
  readonly user_id: string
  readonly shopper_id: string
  readonly visible: boolean
}

/**
 * Opens a chat with its members and its first message, or answers no row where the order has one
 * already. Parameters: chat, order, user, shopper, JSON of the first message (null: none), its
 * sender, the sender's role, whether it counts, whether members are to be told of it.
 */
export function openStatement(schema: string): Statement {
  return statement(
    'open',
    `with clock as materialized (
      select clock_timestamp() as now
    ), first as materialized (
      select f.*, $8::boolean as counts from json_to_record($5::json) as f(
        id uuid, type text, content text, attachment_url text, attachment_type text,
        attachment_width integer, attachment_height integer, metadata jsonb, client_id text)
      where $5::json is not null
    ), chat as (
      insert into ${schema}.chats (id, order_id, user_id, shopper_id, created_at, updated_at,
        head_seq, message_count, counted, last_seq, last_at)
      select $1::uuid, $2, $3, $4, clock.now, clock.now, said.n, said.n, said.counted,
        nullif(said.n, 0), clock.now
      from clock, (
        select count(*) as n, count(*) filter (where counts) as counted from first
      ) said
      on conflict (order_id) do nothing
      returning id
    ), people as (
      insert into ${schema}.members (chat_id, user_id, role, place, visible_from_seq,
        hidden_count, read_seq, read_counted, skipped)
      select chat.id, p.user_id, p.role, p.place, 0, 0, 0, 0,
        (select count(*) from first where counts and p.user_id = $6)
      from chat, (values ($3, 'user', 1), ($4, 'shopper', 2)) as p(user_id, role, place)
      where not (p.place = 1 and $3 = $4)
    ), said as (
      insert into ${schema}.messages (id, chat_id, seq, changed_seq, ordinal, created_at,
        attachment_width, attachment_height, counts, sender_key, sender_role, type, content,
        client_id, attachment_url, attachment_type, metadata)
      select f.id, chat.id, 1, 1, case when f.counts then 1 else 0 end, clock.now,
        f.attachment_width, f.attachment_height, f.counts, $6, $7, f.type, f.content, f.client_id,
        f.attachment_url, f.attachment_type, f.metadata
      from chat, first f, clock
    ), noticed as (
      insert into ${schema}.notices (chat_id)
      select chat.id from chat, first f where f.counts and $9::boolean
    )
    select '1' as row from chat`,
  )
}
