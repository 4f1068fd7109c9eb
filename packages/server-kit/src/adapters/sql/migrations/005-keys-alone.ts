import type { Migration } from './migration'

/**
 * The keys by an expression of the chat's id, so that no other index can answer the question for one.
 * While a table is small, all indexes cost the planner the same; it took the one by `(chat_id, seq)` at
 * times, kept the plan, and went through the whole chat for each message.
 */
export const keysAlone: Migration = {
  version: 5,
  name: 'keys alone',
  statements: (schema) => [
    `drop index ${schema}.messages_key`,

    `create unique index messages_key on ${schema}.messages (
      (nullif(chat_id, '00000000-0000-0000-0000-000000000000'::uuid)), sender_key, client_id
    ) where body_hash is not null`,
  ],
}
