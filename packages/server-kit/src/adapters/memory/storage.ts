import { randomUUID } from 'node:crypto'
import type { Message } from '@otsy/protocol'
import type { Storage } from '../../core/storage'
import { ChatIndex } from './chat-index'
import { MemoryChats } from './chat-store'
import { MemoryNotifications } from './notifications/store'
import { MemoryPeople } from './people'
import { MemoryRevocations } from './revocations'

export interface MemoryStorageOptions {
  /** Milliseconds since the epoch; `Date.now` unless given. */
  readonly clock?: () => number
}

/**
 * Keeps everything in this process and nothing beyond it: for tests, for trying things out, and as
 * the specification other stores are read against. Every message it gives out is frozen.
 */
export function memoryStorage(options: MemoryStorageOptions = {}): Storage<never> {
  const clock = options.clock ?? Date.now
  const index = new ChatIndex()
  const epoch = randomUUID()
  const notifications = new MemoryNotifications({ clock, index })
  const onDeleted = (message: Message) => notifications.forget(message)
  return {
    name: 'memory',
    open: async () => ({
      epoch,
      warnings: ['The memory store keeps nothing once the process ends.'],
    }),
    close: async () => {},
    chats: new MemoryChats({ clock, index, onDeleted }),
    people: new MemoryPeople(index),
    notifications,
    revocations: new MemoryRevocations(clock),
    // Every commit is made through `chats`, by this process.
    onForeignCommit: () => () => {},
  }
}
