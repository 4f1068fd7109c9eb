import type { Role } from '@otsy/protocol'
import type { RestClient } from '../rest-types'
import type { ChatApi } from './chat'
import type { ConnectionApi } from './connection'
import type { OtsyEventName, OtsyListener } from './events'
import type { Observable, Unsubscribe } from './observable'
import type { NotificationsApi } from './notifications'
import type { PresenceApi, TypingApi } from './people'
import type { PushApi } from './push'

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
  readonly notifications: NotificationsApi
  /** Notifications of this browser while no page is open. */
  readonly push: PushApi
  /** Every route of the contract as a typed function. */
  readonly rest: RestClient
  on<K extends OtsyEventName>(event: K, listener: OtsyListener<K>): Unsubscribe
  off<K extends OtsyEventName>(event: K, listener: OtsyListener<K>): void
  /**
   * Forgets the person on this device: closes, deletes what is unsent and ends pushes. The server is told
   * of that last one, if it can be reached.
   */
  signOut(): Promise<void>
  /** Lets go of everything; unsent messages stay stored for the next client. It can't be reopened. */
  close(): void
}
