import type { Migration } from './migration'

/**
 * A message that was never changed has its own number for the last change's, and is found by it. So
 * the index of changes holds the changed ones alone, and a new message does not enter it.
 */
export const changesAlone: Migration = {
  version: 4,
  name: 'changes alone',
  statements: (schema) => [
    `drop index ${schema}.messages_change`,

    `create unique index messages_change on ${schema}.messages (chat_id, changed_seq)
      where changed_seq > seq`,
  ],
}
