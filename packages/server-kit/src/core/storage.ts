import type { ChatStore } from './chat/port'
import type { RevocationStore } from './identity/port'
import type { NotificationStore } from './notifications/port'
import type { PeopleStore } from './presence/port'

/**
 * Everything the kit keeps. An adapter makes one of these; `@otsy/server-kit/conformance` holds the
 * suite it must pass. `Tx` is the host's transaction, `never` where there is none.
 */
export interface Storage<Tx = never> {
  /** For logs and messages: `memory`, `pglite`, `postgres`. */
  readonly name: string
  /**
   * Connects, migrates and checks. Safe to call from several nodes at once. Rejects with a message
   * that says what is wrong and how to mend it.
   */
  open(): Promise<OpenedStorage>
  /** Waits for what is under way, then lets go of everything it opened itself. */
  close(): Promise<void>

  readonly chats: ChatStore<Tx>
  readonly people: PeopleStore
  readonly notifications: NotificationStore<Tx>
  readonly revocations: RevocationStore

  /**
   * Calls back with a chat's id after a commit this process did not make through `chats` without
   * `tx`: a host's transaction, another node. A hint: it may be missed. With null after it could not
   * hear for a while: any chat may have changed. Returns how to stop.
   */
  onForeignCommit(listener: (chatId: string | null) => void): () => void
}

export interface OpenedStorage {
  /** Names this log; another after it was replaced, for example by a restored backup. */
  readonly epoch: string
  /** Settings that weaken what is promised, in words for the operator. */
  readonly warnings: readonly string[]
}
