import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { routes } from '@otsy/protocol'

type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void
type Listener = (request: IncomingMessage, response: ServerResponse) => void

/** The first two segments of every route of the contract: `/v1/chat`, `/v1/notifications`. */
const BASES = [
  ...new Set(Object.values(routes).map(({ path }) => path.split('/').slice(0, 3).join('/'))),
]

/** Whether an address is one of the contract's, so that a host's own routes stay its own. */
export function isOtsyPath(url: string | undefined): boolean {
  if (url === undefined) return false
  const path = url.split('?', 1)[0] ?? ''
  return BASES.some((base) => path === base || path.startsWith(`${base}/`))
}

/** Answers the contract's routes on a host's server, and leaves it everything else. */
export function attachListener(server: Server, listener: Listener): void {
  const others = server.listeners('request') as Listener[]
  server.removeAllListeners('request')
  server.on('request', (request, response) => {
    if (isOtsyPath(request.url)) {
      listener(request, response)
    } else if (others.length > 0) {
      for (const other of others) other.call(server, request, response)
    } else {
      response.writeHead(404, { 'content-type': 'application/json' })
      response.end('{}')
    }
  })
}

/**
 * Answers WebSocket handshakes that `allows` refuses with 403. Socket.IO refuses them too, as a bad
 * request: a page's author would look for the fault in the wrong place. To be called after it attached.
 */
export function guardUpgrades(
  server: Server,
  path: string,
  allows: (request: IncomingMessage) => boolean,
): void {
  const others = server.listeners('upgrade') as UpgradeListener[]
  server.removeAllListeners('upgrade')
  server.on('upgrade', (request, socket, head) => {
    if (request.url?.startsWith(path) && !allows(request)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      return
    }
    for (const other of others) other.call(server, request, socket, head)
  })
}
