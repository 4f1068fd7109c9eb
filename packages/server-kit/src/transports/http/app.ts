import { routes, type RouteName, type RouteSpec } from '@otsy/protocol'
import { routeSchemas, type RouteSchema } from '@otsy/protocol/schemas'
import { Hono, type Context } from 'hono'
import type { IncomingMessage } from 'node:http'
import * as z from 'zod/mini'
import { comeBackMs } from '../../core/drain'
import { OtsyError } from '../../core/errors'
import type { Gate } from '../../core/identity/gate'
import type { Viewer } from '../../core/identity/viewer'
import { newId } from '../../core/ids'
import type { Shedding } from '../../core/load/shedding'
import type { Logger } from '../../core/log'
import type { RateLimiter } from '../../core/rate-limits'
import type { AddressLimit } from '../address-limit'
import type { Origins } from '../origins'
import { parse } from '../parse'
import { bodyOf, refusalOf } from '../refusal'
import { workOfRoute } from '../work'
import { readJson } from './body'
import type { ChatHandlers } from './handlers'
import type { NotificationHandlers } from './notification-handlers'

export interface HttpAppOptions {
  readonly handlers: ChatHandlers & NotificationHandlers
  readonly gate: Gate
  readonly origins: Origins
  readonly limiter: RateLimiter
  readonly addresses: AddressLimit
  readonly shedding: Shedding
  readonly logger: Logger
  /** False while the server does not take requests (starting, closing). */
  readonly isOpen: () => boolean
}

/** What is known of a request beside itself, where a Node server took it. */
export interface RequestOrigin {
  readonly incoming: Pick<IncomingMessage, 'socket'>
}

const noQuery = z.strictObject({})

type Variables = { requestId: string }
type Env = { Variables: Variables; Bindings: Partial<RequestOrigin> }
type AppContext = Context<Env>
type AnyHandler = (call: {
  caller: { kind: 'viewer'; viewer: Viewer } | null
  params: unknown
  query: unknown
  body: unknown
  origin: string | null
}) => Promise<unknown>

/** The REST side as one function from Request to Response, made from the route table. */
export function createHttpApp(options: HttpAppOptions): Hono<Env> {
  const app = new Hono<Env>()

  app.use(async (c, next) => {
    c.set('requestId', newId())
    c.header('x-request-id', c.get('requestId'))
    c.header('cache-control', 'no-store')
    c.header('x-content-type-options', 'nosniff')
    allowOrigin(c, options.origins)
    if (c.req.method === 'OPTIONS') return preflight(c)
    if (!options.isOpen()) {
      // Whoever keeps this connection would come here again.
      c.header('connection', 'close')
      throw new OtsyError('shutting_down', { retryAfterMs: comeBackMs() })
    }
    // Before any token is looked at: guessing them is what a flood may be for.
    await options.addresses.consume(c.env?.incoming?.socket, c.req.header('x-forwarded-for'))
    await next()
    return undefined
  })

  for (const name of Object.keys(routes) as RouteName[]) {
    const route: RouteSpec = routes[name]
    app.on(route.method, route.path, async (c) => {
      const answer = await answerRoute(c, name, options)
      return c.json(answer as object, route.status)
    })
  }
  for (const path of new Set(Object.values(routes).map((route) => route.path))) {
    app.all(path, (c) => {
      const known = Object.values(routes).filter((route) => route.path === path)
      c.header('allow', known.map((route) => route.method).join(', '))
      throw new OtsyError(
        known.some(({ method }) => method === c.req.method) ? 'not_found' : 'method_not_allowed',
      )
    })
  }

  app.notFound((c) => refuse(c, new OtsyError('not_found'), options.logger))
  app.onError((cause, c) => refuse(c, cause, options.logger))
  return app
}

async function answerRoute(
  c: AppContext,
  name: RouteName,
  options: HttpAppOptions,
): Promise<unknown> {
  const viewer = routes[name].access === 'public' ? null : await admitted(c, name, options)
  const work = workOfRoute[name]
  if (work !== null) options.shedding.admit(work)
  const schema: RouteSchema = routeSchemas[name]
  const params = schema.params === undefined ? undefined : parse(schema.params, c.req.param())
  const query = parseQuery(schema, c)
  const body = schema.body === undefined ? undefined : parse(schema.body, await readJson(c.req.raw))
  // The table ties each name to its schemas and its handler; one loop over all names cannot show it.
  const handle = options.handlers[name] as AnyHandler
  const caller = viewer && ({ kind: 'viewer', viewer } as const)
  return await handle({ caller, params, query, body, origin: c.req.header('origin') ?? null })
}

async function admitted(c: AppContext, name: RouteName, options: HttpAppOptions): Promise<Viewer> {
  const viewer = await options.gate.admit(bearerToken(c))
  await options.limiter.consume(viewer.userId, 1)
  if (routes[name].access === 'admin' && viewer.role !== 'admin') throw new OtsyError('forbidden')
  return viewer
}

function parseQuery(schema: RouteSchema, c: AppContext): unknown {
  const given = Object.fromEntries(
    Object.entries(c.req.queries()).map(([key, values]) => [
      key,
      values.length === 1 ? values[0] : values,
    ]),
  )
  if (schema.query !== undefined) return parse(schema.query, given)
  parse(noQuery, given)
  return undefined
}

function bearerToken(c: AppContext): string | undefined {
  return /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
}

function allowOrigin(c: AppContext, origins: Origins): void {
  const origin = c.req.header('origin')
  // A Request that a framework made need not carry the header; its address says the same.
  const host = c.req.header('host') ?? new URL(c.req.url).host
  if (!origins.allows(origin, host)) throw new OtsyError('origin_not_allowed')
  c.header('vary', 'origin')
  if (origin === undefined) return
  c.header('access-control-allow-origin', origin)
  c.header('access-control-expose-headers', 'x-request-id, retry-after')
}

function preflight(c: AppContext): Response {
  c.header('access-control-allow-methods', 'GET, POST, PUT, PATCH, DELETE')
  c.header('access-control-allow-headers', 'authorization, content-type')
  c.header('access-control-max-age', '600')
  return c.body(null, 204)
}

function refuse(c: AppContext, cause: unknown, logger: Logger): Response {
  const what = `${c.req.method} ${c.req.routePath}`
  const error = refusalOf(cause, { logger, requestId: c.get('requestId'), what })
  if (error.retry_after_ms !== undefined) {
    c.header('retry-after', String(Math.ceil(error.retry_after_ms / 1_000)))
  }
  const status = (cause instanceof OtsyError ? cause.status : 500) as 400
  return c.json(bodyOf(error), status)
}
