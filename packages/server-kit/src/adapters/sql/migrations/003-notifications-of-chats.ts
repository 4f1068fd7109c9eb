import type { Migration } from './migration'

/** Finds what was told of a chat, for a message that is deleted. In the order in which they are locked. */
export const notificationsOfChats: Migration = {
  version: 3,
  name: 'notifications of chats',
  statements: (schema) => [
    `create index notifications_chat on ${schema}.notifications (chat_id, id)
      where chat_id is not null`,
  ],
}
