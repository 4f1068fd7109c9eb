import type { ClientToServerEvents, ServerToClientEvents } from '@otsy/protocol'
import type { Namespace, Server, Socket } from 'socket.io'
import type { OtsyError } from '../../core/errors'
import type { InFlight } from '../../core/in-flight'
import type { Session } from './session'

/** Nothing travels between nodes but signals of the bus. */
type NoEvents = Record<string, never>

export interface SocketData {
  session: Session
  /** Where it comes from, as far as that is counted. It stays the same, and is costly to find out. */
  address: string | null
  /** Commands that are not answered yet. */
  inFlight: InFlight
  /** Set once the node goes and this socket's turn has come: what it asks from then on gets this. */
  leaving?: OtsyError
}

export type ChatServer = Server<ClientToServerEvents, ServerToClientEvents, NoEvents, SocketData>
export type ChatNamespace = Namespace<
  ClientToServerEvents,
  ServerToClientEvents,
  NoEvents,
  SocketData
>
export type ChatSocket = Socket<ClientToServerEvents, ServerToClientEvents, NoEvents, SocketData>

export const userRoom = (userId: string): string => `user:${userId}`
export const chatRoom = (chatId: string): string => `chat:${chatId}`
export const presenceRoom = (userId: string): string => `${PRESENCE}${userId}`

const PRESENCE = 'presence:'

/** The people whose presence these rooms are for. */
export function watchedIn(rooms: Iterable<string>): string[] {
  return [...rooms].flatMap((room) =>
    room.startsWith(PRESENCE) ? [room.slice(PRESENCE.length)] : [],
  )
}
