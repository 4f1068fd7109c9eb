import type { Migration } from './migration'

/*
 * Host ids compare byte for byte (collation "C"). No foreign key leads from messages to chats: it
 * would cost a query per message, and every writer of messages holds the chat's row locked anyway.
 *
 * The free space in the pages (fillfactor) is for updates that stay in their page and touch no
 * index. The thresholds keep statistics of nearly empty tables away from the planner: with them it
 * would plan scans of whole tables, and keep those plans while the tables grow.
 */
export const chatLog: Migration = {
  version: 1,
  name: 'chat log',
  statements: (schema) => [
    `create table ${schema}.chats (
      id uuid primary key,
      order_id text collate "C" not null constraint chats_order unique,
      user_id text collate "C" not null,
      shopper_id text collate "C" not null,
      status text not null default 'active' check (status in ('active', 'closed', 'archived')),
      created_at timestamptz not null,
      updated_at timestamptz not null,
      head_seq bigint not null,
      floor_seq bigint not null default 0,
      members_rev bigint not null default 1,
      reads_rev bigint not null default 0,
      message_count bigint not null,
      counted bigint not null,
      unveiled_from bigint not null default 0,
      last_seq bigint,
      last_at timestamptz not null
    ) with (fillfactor = 50, autovacuum_analyze_threshold = 1000)`,

    `comment on column ${schema}.chats.counted is
      'How many messages were ever born that count as unread for others: the ordinal of the newest.'`,

    `comment on column ${schema}.chats.unveiled_from is
      'The largest visible_from_seq of a member; from there on everybody sees what is born.'`,

    `create table ${schema}.members (
      chat_id uuid not null references ${schema}.chats on delete cascade,
      user_id text collate "C" not null,
      role text not null,
      place bigint not null,
      visible_from_seq bigint not null,
      hidden_count bigint not null,
      read_seq bigint not null,
      read_at timestamptz,
      read_counted bigint not null,
      skipped bigint not null,
      muted_until timestamptz,
      removed_at timestamptz,
      primary key (chat_id, user_id)
    ) with (fillfactor = 50, autovacuum_analyze_threshold = 1000)`,

    `comment on column ${schema}.members.skipped is
      'Counted messages after read_seq that are the member''s own, deleted or out of their sight. Unread: chats.counted - read_counted - skipped.'`,

    // Partial, so that only questions about a user's present chats can use it: what is asked of one
    // chat goes by the primary key, however the planner judges tables that are still small.
    `create index members_present on ${schema}.members (user_id, chat_id) where removed_at is null`,

    `create table ${schema}.messages (
      id uuid not null,
      chat_id uuid not null,
      seq bigint not null,
      changed_seq bigint not null,
      ordinal bigint not null,
      reply_to_seq bigint,
      created_at timestamptz not null,
      edited_at timestamptz,
      deleted_at timestamptz,
      read_at timestamptz,
      reply_to uuid,
      attachment_width integer,
      attachment_height integer,
      counts boolean not null,
      sender_key text collate "C" not null,
      sender_role text not null,
      type text not null,
      content text not null,
      client_id text collate "C",
      body_hash text,
      attachment_url text,
      attachment_type text,
      metadata jsonb,
      reactions jsonb,
      constraint messages_pkey primary key (chat_id, seq),
      constraint messages_id unique (id)
    ) with (
      fillfactor = 80,
      autovacuum_analyze_threshold = 5000,
      autovacuum_vacuum_threshold = 5000
    )`,

    // Partial, though it leaves nothing out: so only questions about changes can use it. Where all that
    // is known of a table is that it is empty, one by (chat_id, seq) would go through the whole chat by it.
    `create unique index messages_change on ${schema}.messages (chat_id, changed_seq)
      where changed_seq > 0`,

    `create unique index messages_key on ${schema}.messages (chat_id, sender_key, client_id)
      where body_hash is not null`,

    `comment on column ${schema}.messages.sender_key is
      'The sender''s id; empty for the system, which is a sender like others where keys are unique.'`,

    `comment on column ${schema}.messages.ordinal is
      'How many counted messages of the chat were born up to this one.'`,

    `create table ${schema}.people (
      user_id text collate "C" primary key,
      last_seen timestamptz not null
    ) with (fillfactor = 70)`,

    `create table ${schema}.revocations (
      kind text collate "C" not null check (kind in ('token', 'user')),
      subject text collate "C" not null,
      position bigint not null,
      at_ms bigint not null,
      primary key (kind, subject)
    )`,

    `create index revocations_position on ${schema}.revocations (position)`,

    `create table ${schema}.revocation_head (
      single boolean primary key default true check (single),
      position bigint not null
    )`,

    `insert into ${schema}.revocation_head (position) values (0)`,
  ],
}
