import { getRequestListener } from '@hono/node-server'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { isOtsyPath } from '../http/attach'

/** An Express request as far as the mount looks at it. */
export interface ExpressRequestLike extends IncomingMessage {
  /** Set when a body parser ran before the mount. */
  body?: unknown
}

export interface HandlerLike {
  readonly handler: (request: Request) => Promise<Response>
}

/**
 * Middleware that answers the REST routes in an Express (or Connect) app: `app.use(toExpress(otsy))`.
 * Other addresses go on to `next`. Works before and after `express.json()`. Sockets need the HTTP
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

/** The JSON of a body that a parser has consumed; undefined while it is still to be read. */
function bodyReadBefore(request: ExpressRequestLike): string | undefined {
  if (!request.readableEnded || request.body === undefined) return undefined
  return JSON.stringify(request.body)
}

function withBody(request: Request, body: string): Request {
  const { method, url } = request
  const headers = new Headers(request.headers)
  headers.delete('content-length')
  const isBodiless = method === 'GET' || method === 'HEAD'
  return new Request(url, { method, headers, ...(isBodiless ? {} : { body }) })
}
