import type { Migration } from './migration'

/**
 * Tables of work are empty most of the time, and whoever vacuums them then tells the planner so: it would
 * read them whole instead of by their indexes, in plans that are kept while a broadcast fills them. It
 * goes by the pages that a table has, so they get some (64 and more) and keep them.
 */
function paged(schema: string, table: string, columns: Readonly<Record<string, string>>): string[] {
  const rows = Object.values(columns).includes(WIDE) ? 256 : 12_000
  return [
    `insert into ${schema}.${table} (${Object.keys(columns).join(', ')})
      select ${Object.values(columns).join(', ')} from generate_series(1, ${rows})`,
    `delete from ${schema}.${table}`,
  ]
}

/** As much as stays in a row, as it is: a page holds few of them. */
const WIDE = `repeat('x', 1500)`
const id = 'gen_random_uuid()'

/**
 * Notifications, from what chats have to tell to the pushes on their way.
 *
 * Work is found by partial indexes that hold only what is still to be done. No foreign keys: whoever
 * removes a row removes what hangs on it, under a lock that whoever adds to it takes as well.
 */
export const notifications: Migration = {
  version: 2,
  name: 'notifications',
  statements: (schema) => [
    // What one commit has to tell of a chat. Rows are only added and taken away, so neither waits for
    // the other, and a commit that comes late is found when it comes.
    `create table ${schema}.notices (
      id bigint generated always as identity primary key,
      chat_id uuid not null
    ) with (vacuum_truncate = off, autovacuum_analyze_threshold = 1000)`,

    `create table ${schema}.told (
      chat_id uuid primary key,
      seq bigint not null
    ) with (fillfactor = 70, autovacuum_analyze_threshold = 1000)`,

    `comment on table ${schema}.told is
      'Up to which number a chat has been looked through for what to tell its members.'`,

    `create index messages_updates on ${schema}.messages (chat_id, seq) where type = 'order_update'`,

    `create table ${schema}.preferences (
      user_id text collate "C" primary key,
      order_updates boolean not null,
      chat_messages boolean not null,
      promotional boolean not null,
      system_alerts boolean not null,
      quiet_hours jsonb,
      locale text
    ) with (autovacuum_analyze_threshold = 1000)`,

    `create table ${schema}.subscriptions (
      id uuid primary key,
      user_id text collate "C" not null,
      endpoint text not null,
      endpoint_hash text collate "C" not null constraint subscriptions_endpoint unique,
      p256dh text not null,
      auth text not null,
      service text collate "C" not null,
      allows_silent boolean not null,
      key_hash text not null,
      origin text,
      locale text,
      state text not null default 'active' check (state in ('active', 'key_mismatch')),
      created_at timestamptz not null,
      last_used_at timestamptz,
      used_at timestamptz not null,
      silent_left integer not null
    ) with (fillfactor = 70, vacuum_truncate = off, autovacuum_analyze_threshold = 1000)`,

    `comment on column ${schema}.subscriptions.endpoint_hash is
      'An endpoint is longer than what an index holds.'`,

    `comment on column ${schema}.subscriptions.silent_left is
      'Pushes that show nothing it still forgives.'`,

    `create index subscriptions_user on ${schema}.subscriptions (user_id)`,

    `create table ${schema}.shown_tags (
      subscription_id uuid not null,
      tag text collate "C" not null,
      close_at timestamptz,
      primary key (subscription_id, tag)
    ) with (fillfactor = 70, vacuum_truncate = off, autovacuum_analyze_threshold = 1000)`,

    `comment on column ${schema}.shown_tags.close_at is
      'Since when it is over and only has to be taken down.'`,

    `create table ${schema}.broadcasts (
      id uuid primary key,
      kind text not null,
      content jsonb not null,
      tag text,
      dedupe_key text collate "C",
      created_at timestamptz not null,
      expires_at timestamptz not null,
      is_cancelled boolean not null default false,
      total bigint not null,
      pending bigint not null default 0,
      deferred bigint not null default 0,
      sent bigint not null default 0,
      suppressed bigint not null default 0,
      cancelled bigint not null default 0,
      expired bigint not null default 0,
      failed bigint not null default 0
    ) with (fillfactor = 50, autovacuum_analyze_threshold = 1000)`,

    `create unique index broadcasts_key on ${schema}.broadcasts (dedupe_key)
      where dedupe_key is not null`,

    `create index broadcasts_created on ${schema}.broadcasts (created_at)`,

    `create table ${schema}.broadcast_parts (
      id bigint generated always as identity primary key,
      broadcast_id uuid not null,
      user_ids text[] collate "C" not null
    ) with (autovacuum_analyze_threshold = 1000)`,

    `create index broadcast_parts_broadcast on ${schema}.broadcast_parts (broadcast_id)`,

    `comment on table ${schema}.broadcast_parts is 'People whose turn has not come.'`,

    `create table ${schema}.notifications (
      id uuid primary key,
      user_id text collate "C" not null,
      kind text not null,
      tag text collate "C",
      dedupe_key text collate "C",
      chat_id uuid,
      broadcast_id uuid,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      due_at timestamptz,
      lease_until timestamptz not null default '-infinity',
      claim bigint not null default 0,
      called_again boolean not null default false,
      looked integer not null default 0,
      told_seq bigint not null default 0,
      waiting integer not null default 0,
      state text not null default 'pending' check (state in
        ('pending', 'sent', 'deferred', 'suppressed', 'cancelled', 'expired', 'failed')),
      listed boolean not null default false,
      count integer not null default 1,
      sent_at timestamptz,
      read_at timestamptz,
      content jsonb,
      steps jsonb not null default '[]'
    ) with (fillfactor = 70, vacuum_truncate = off, autovacuum_analyze_threshold = 5000)`,

    `comment on column ${schema}.notifications.content is
      'Null: that of its broadcast, or not yet written for what tells of a chat.'`,

    `comment on column ${schema}.notifications.waiting is
      'How many pushes that show it have not ended.'`,

    `create unique index notifications_key on ${schema}.notifications (user_id, dedupe_key)
      where dedupe_key is not null`,

    `create unique index notifications_open on ${schema}.notifications (user_id, chat_id, kind)
      where chat_id is not null and read_at is null`,

    `create index notifications_due on ${schema}.notifications (due_at) where due_at is not null`,

    `create index notifications_listed on ${schema}.notifications (user_id, created_at, id)
      where listed`,

    `create index notifications_unread on ${schema}.notifications (user_id, tag)
      where listed and read_at is null`,

    `create index notifications_broadcast on ${schema}.notifications (broadcast_id, id)
      where broadcast_id is not null`,

    `create index notifications_created on ${schema}.notifications (created_at)`,

    `create table ${schema}.deliveries (
      id uuid primary key,
      notification_id uuid not null,
      subscription_id uuid not null,
      service text collate "C" not null,
      rank smallint not null,
      purpose text not null check (purpose in ('show', 'close')),
      urgency text not null,
      expires_at timestamptz not null,
      due_at timestamptz not null,
      lease_until timestamptz not null default '-infinity',
      claim bigint not null default 0,
      close_tags text[] not null default '{}'
    ) with (fillfactor = 70, vacuum_truncate = off, autovacuum_analyze_threshold = 5000)`,

    `comment on column ${schema}.deliveries.rank is 'The more urgent go first: 0 is high.'`,

    `create index deliveries_due on ${schema}.deliveries (service, rank, due_at)`,
    `create index deliveries_notification on ${schema}.deliveries (notification_id)`,
    `create index deliveries_subscription on ${schema}.deliveries (subscription_id)`,

    ...paged(schema, 'notices', { chat_id: id }),
    ...paged(schema, 'subscriptions', {
      ...{
        id,
        user_id: `''`,
        endpoint: WIDE,
        endpoint_hash: `${id}::text`,
        p256dh: `''`,
        auth: `''`,
      },
      ...{ service: `''`, allows_silent: 'false', key_hash: `''` },
      ...{ created_at: 'now()', used_at: 'now()', silent_left: '0' },
    }),
    ...paged(schema, 'shown_tags', { subscription_id: id, tag: WIDE }),
    ...paged(schema, 'notifications', {
      ...{ id, user_id: `''`, kind: WIDE, created_at: 'now()', expires_at: 'now()' },
    }),
    ...paged(schema, 'deliveries', {
      ...{ id, notification_id: id, subscription_id: id, service: `''`, rank: '0' },
      ...{ purpose: `'show'`, urgency: WIDE, expires_at: 'now()', due_at: 'now()' },
    }),
  ],
}
