import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { routes } from '@otsy/protocol'

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
