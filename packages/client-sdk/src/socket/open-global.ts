import type { WebSocketLike } from './web-socket'

/** Browsers and workers. */
export function openWebSocket(url: string): WebSocketLike {
  return new WebSocket(url) as WebSocketLike
}
