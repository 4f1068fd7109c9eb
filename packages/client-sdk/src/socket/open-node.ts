import { WebSocket } from 'ws'
import type { WebSocketLike } from './web-socket'

/** Node, which has a WebSocket of its own only from 22 on. */
export function openWebSocket(url: string): WebSocketLike {
  return new WebSocket(url, { perMessageDeflate: false }) as WebSocketLike
}
