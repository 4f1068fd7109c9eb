import { chatLog } from './001-chat-log'
import { notifications } from './002-notifications'
import { notificationsOfChats } from './003-notifications-of-chats'
import { changesAlone } from './004-changes-alone'
import { keysAlone } from './005-keys-alone'
import type { Migration } from './migration'

/** In order; versions run 1, 2, 3 … */
export const migrations: readonly Migration[] = [
  chatLog,
  notifications,
  notificationsOfChats,
  changesAlone,
  keysAlone,
]
