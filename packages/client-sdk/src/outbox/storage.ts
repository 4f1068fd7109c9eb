import type { OutboxEntry } from './entry'

/**
 * Where unsent messages are kept, by account (one person on one server). Any rejection makes the
 * client go on in memory; nothing else of it fails. Calls are not waited for before the next is
 * made, and take effect in the order made.
 */
export interface OutboxStorage {
  /** Oldest first. */
  load(account: string): Promise<readonly OutboxEntry[]>
  /** Puts an entry last, or replaces the one with its `clientId` where it stands. Durable when it resolves. */
  put(account: string, entry: OutboxEntry): Promise<void>
  /** An entry that is not there is no error. */
  remove(account: string, clientId: string): Promise<void>
  clear(account: string): Promise<void>
}
