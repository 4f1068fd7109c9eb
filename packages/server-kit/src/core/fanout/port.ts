import type { Message, Notification, OrderUpdate, Role } from '@otsy/protocol'
import type { ChatRecord } from '../chat/model'
import type { Revocation } from '../identity/port'
import type { ReadNotifications } from '../notifications/model'

/** What a node tells itself and the others after a commit, or about someone's momentary state. */
export type Signal =
  | {
      readonly kind: 'message'
      readonly event: 'new_message' | 'message_updated'
      readonly message: Message
      /** The membership the change was committed under. */
      readonly members_rev: number
    }
  | {
      readonly kind: 'members'
      readonly chat: ChatRecord
      readonly added: readonly string[]
      readonly removed: readonly string[]
    }
  | {
      readonly kind: 'reads'
      readonly chat_id: string
      readonly reads_rev: number
      /** As of a message: the membership it was committed under. */
      readonly members_rev: number
      readonly user_id: string
      readonly message_ids: readonly string[]
      readonly read_seq: number
      readonly at: string
      /** The connection that marked, which knows already. */
      readonly except: string | null
    }
  | {
      readonly kind: 'typing'
      readonly chat_id: string
      /** The membership its node knew of. */
      readonly members_rev: number
      readonly user_id: string
      readonly role: Role
      readonly action: 'start' | 'stop'
      readonly at: string
    }
  /** A person's first socket in a chat on a node came, or the last one went. */
  | {
      readonly kind: 'seat'
      readonly node: string
      /** Counts the node's `seat` and `seats`, so that one that was lost is missed. */
      readonly word: number
      readonly chat_id: string
      /** The membership its node knew of. */
      readonly members_rev: number
      readonly user_id: string
      readonly role: Role
      readonly action: 'came' | 'went'
    }
  /** All who sit in these chats on a node. Also without chats now and then: the node lives. */
  | {
      readonly kind: 'seats'
      readonly node: string
      readonly word: number
      readonly chats: readonly {
        readonly chat_id: string
        readonly people: readonly { readonly user_id: string; readonly role: Role }[]
      }[]
      /** The node that asked as it came into these chats; to it, nobody has come just now. */
      readonly quiet_for: string | null
    }
  /** A node missed what another said of these chats, or came into them (null: asks all others). */
  | {
      readonly kind: 'seats_asked'
      readonly node: string
      readonly of: string | null
      readonly chat_ids: readonly string[]
    }
  | {
      readonly kind: 'presence'
      readonly user_id: string
      readonly status: 'online' | 'away' | 'offline'
      readonly last_seen: string | null
    }
  | { readonly kind: 'revoked'; readonly revocation: Revocation }
  | { readonly kind: 'notification'; readonly notification: Notification }
  | { readonly kind: 'notifications_read'; readonly read: ReadNotifications }
  /** Something about the chat changed for one of its members alone (a mute). */
  | { readonly kind: 'own_row'; readonly chat_id: string; readonly user_id: string }

/** What a bus tells of itself, to its own node alone. */
export type BusNews =
  /** It cannot reach the other nodes for now. Told once, until the next `gap`. */
  | { readonly kind: 'cut'; readonly cause: Error }
  /**
   * It hears again, also the first time, or another node lost signals: anything may have changed
   * meanwhile.
   */
  | { readonly kind: 'gap' }

/**
 * Carries signals to every node, this one included. A hint: it may lose, double, delay and reorder.
 * Signals published by one node reach that node once, in order, and before `publish` returns.
 */
export interface Bus {
  /** Never throws, whatever became of the way to the others. */
  publish(signal: Signal): void
  /** Begins to hear, if it did not yet. Returns how to stop. */
  subscribe(listener: (heard: Signal | BusNews) => void): () => void
  close(): Promise<void>
}

/** The update a message of kind `order_update` carries, and its order. */
export interface OrderUpdateMetadata {
  readonly order_id: string
  readonly update: OrderUpdate
}
