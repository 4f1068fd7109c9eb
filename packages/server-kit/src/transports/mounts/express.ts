import { getRequestListener } from '@hono/node-server'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { isOtsyPath } from '../http/attach'

/** An Express request as far as the mount looks at it. */
export interface ExpressRequestLike extends IncomingMessage {
  /** Set when a body parser ran before the mount. */
  body?: unknown
}

type ReadBody = string | Uint8Array<ArrayBuffer>

export interface HandlerLike {
  readonly handler: (request: Request) => Promise<Response>
}

/**
 * Middleware that answers the REST routes in an Express (or Connect) app: `app.use(toExpress(otsy))`.
 * Other addresses go on to `next`. Works before and after `express.json()`, `express.text()` and
 * `express.raw()`. Sockets need the HTTP
 * server itself: `otsy.attach(httpServer)`.
 */
export function toExpress(
  otsy: HandlerLike,
): (request: ExpressRequestLike, response: ServerResponse, next: () => void) => void {
  const listener = getRequestListener((request) => otsy.handler(request), {
    overrideGlobalObjects: false,
  })
  return (request, response, next) => {
    if (!isOtsyPath(request.url)) {
      next()
      return
    }
    const body = bodyReadBefore(request)
    if (body === undefined) {
      void listener(request, response)
      return
    }
    const replay = getRequestListener((incoming) => otsy.handler(withBody(incoming, body)), {
      overrideGlobalObjects: false,
    })
    void replay(request, response)
  }
}

/** A body that a parser has consumed, as JSON or as it came; undefined while it is still to be read. */
function bodyReadBefore(request: ExpressRequestLike): ReadBody | undefined {
  const { body } = request
  if (!request.readableEnded || body === undefined) return undefined
  // Of `express.text()` and `express.raw()`.
  if (typeof body === 'string') return body
  if (body instanceof Uint8Array) return new Uint8Array(body)
  return JSON.stringify(body)
}

function withBody(request: Request, body: ReadBody): Request {
  const { method, url } = request
  const headers = new Headers(request.headers)
  headers.delete('content-length')
  // The parser has undone it.
  headers.delete('content-encoding')
  const isBodiless = method === 'GET' || method === 'HEAD'
  return new Request(url, { method, headers, ...(isBodiless ? {} : { body }) })
}
