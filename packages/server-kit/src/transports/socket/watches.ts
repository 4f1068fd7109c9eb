import type { Presence } from '@otsy/protocol'
import type { PresenceFollower } from '../../core/presence/follower'
import type { PeopleStore } from '../../core/presence/port'
import type { PresenceService } from '../../core/presence/service'
import { presenceRoom, userRoom, watchedIn, type ChatNamespace, type ChatSocket } from './types'

export interface WatchesOptions {
  readonly nsp: ChatNamespace
  readonly people: PeopleStore
  readonly presence: PresenceService
  readonly follower: PresenceFollower
}

/** Whose presence each socket follows: people of shared chats, oneself, or anyone for an admin. */
export class Watches {
  readonly #options: WatchesOptions

  constructor(options: WatchesOptions) {
    this.#options = options
  }

  /** Replaces what the socket watched; people it may not watch are left out. */
  async watch(socket: ChatSocket, userIds: readonly string[]): Promise<Presence[]> {
    const allowed = await this.#allowed(socket, [...new Set(userIds)])
    // A room of a socket that is gone would never be left.
    if (!socket.connected) return []
    for (const id of watchedIn(socket.rooms)) void socket.leave(presenceRoom(id))
    void socket.join(allowed.map(presenceRoom))
    const presences = await this.#options.presence.read(allowed)
    for (const { userId, status } of presences) this.#options.follower.toldOne(userId, status)
    return presences
  }

  /** After someone left a chat: ends watches of and by them that no shared chat allows any more. */
  async recheck(userIds: readonly string[]): Promise<void> {
    const { nsp } = this.#options
    const rooms = userIds.flatMap((id) => [userRoom(id), presenceRoom(id)])
    const sockets = new Set(rooms.flatMap((room) => [...(nsp.adapter.rooms.get(room) ?? [])]))
    for (const socketId of sockets) {
      const socket = nsp.sockets.get(socketId)
      if (socket === undefined) continue
      const watched = watchedIn(socket.rooms)
      const allowed = new Set(await this.#allowed(socket, watched))
      for (const id of watched) if (!allowed.has(id)) void socket.leave(presenceRoom(id))
    }
  }

  async #allowed(socket: ChatSocket, userIds: readonly string[]): Promise<string[]> {
    const { userId, role } = socket.data.session.viewer
    if (role === 'admin') return [...userIds]
    const known = new Set(await this.#options.people.acquaintances(userId, userIds))
    return userIds.filter((id) => known.has(id) || id === userId)
  }
}
