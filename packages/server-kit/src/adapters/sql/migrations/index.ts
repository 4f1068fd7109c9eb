import { chatLog } from './001-chat-log'
import type { Migration } from './migration'

/** In order; versions run 1, 2, 3 … */
export const migrations: readonly Migration[] = [chatLog]
