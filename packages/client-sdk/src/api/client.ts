import type { Role } from '@otsy/protocol'
import type { RestClient } from '../rest-types'
import type { ChatApi } from './chat'
import type { ConnectionApi } from './connection'
import type { OtsyEventName, OtsyListener } from './events'
import type { Observable, Unsubscribe } from './observable'
import type { PresenceApi, TypingApi } from './people'

/** The person signed in, as far as known: by the token at first, by the server's word once online. */
export interface Me {
  readonly userId: string
  readonly role: Role | null
}

/**
 * One client for one person on one server. Making one does nothing yet: the first subscription,
 * send or request starts it.
 */
export interface OtsyClient {
  readonly me: Observable<Me | null>
  readonly connection: ConnectionApi
  readonly chat: ChatApi
  readonly typing: TypingApi
  readonly presence: PresenceApi
  /** Every route of the contract as a typed function. */
  readonly rest: RestClient
  on<K extends OtsyEventName>(event: K, listener: OtsyListener<K>): Unsubscribe
  off<K extends OtsyEventName>(event: K, listener: OtsyListener<K>): void
  /** Forgets the person on this device: closes, and deletes what is unsent. The server is not asked. */
  signOut(): Promise<void>
  /** Lets go of everything; unsent messages stay stored for the next client. It can't be reopened. */
  close(): void
}
