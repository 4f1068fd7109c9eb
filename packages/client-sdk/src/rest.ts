import { routes, type RouteName, type RouteSpec } from '@otsy/protocol'
import type { Observable, Unsubscribe } from './api/observable'
import type { Environment } from './environment'
import { backOff } from './connection/back-off'
import type { Tokens } from './connection/tokens'
import { asOtsyError, errorFromWire, OtsyError, wireErrorIn } from './error'
import type { RestClient, RestOptions } from './rest-types'

export interface RestDependencies {
  readonly base: string
  readonly tokens: Pick<Tokens, 'forRequest'>
  readonly environment: Pick<Environment, 'fetch' | 'setTimer' | 'clearTimer' | 'random'>
  readonly timeoutMs: number
  /** Once true: ends every request that is under way, and refuses new ones. */
  readonly closed: Observable<boolean>
}

interface Parts {
  readonly params?: Readonly<Record<string, unknown>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
}

/** Times a GET is tried again when the refusal is one that passes. */
const GET_RETRIES = 2
/** A server that asks for more patience than this gets its refusal handed to the caller. */
const LONGEST_WAIT_MS = 5_000

export function createRestClient(dependencies: RestDependencies): RestClient {
  const bind = (spec: RouteSpec) => (parts?: Parts, options?: RestOptions) =>
    call({ ...dependencies, spec, parts: parts ?? {} }, options ?? {})
  return Object.fromEntries(
    (Object.keys(routes) as RouteName[]).map((name) => [name, bind(routes[name])]),
  ) as unknown as RestClient
}

interface Call extends RestDependencies {
  readonly spec: RouteSpec
  readonly parts: Parts
}

async function call(request: Call, options: RestOptions): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await authorised(request, options)
    } catch (fault) {
      const wait =
        fault instanceof OtsyError ? retryIn(request, fault, { attempt, ...options }) : null
      if (wait === null) throw fault
      await pause(request, options.signal, wait)
    }
  }
}

function retryIn(
  { spec, environment }: Call,
  error: OtsyError,
  { attempt, retries = GET_RETRIES }: RestOptions & { readonly attempt: number },
): number | null {
  if (spec.method !== 'GET' || !error.retryable || attempt > retries) return null
  const wait = Math.max(error.retryAfterMs ?? 0, backOff(attempt, environment.random()) / 2)
  return wait <= LONGEST_WAIT_MS || retries === Infinity ? wait : null
}

async function authorised(request: Call, options: RestOptions): Promise<unknown> {
  if (request.closed.get()) throw new OtsyError('closed')
  if (request.spec.access === 'public') return await once(request, options, null)
  const token = await request.tokens.forRequest()
  try {
    return await once(request, options, token)
  } catch (fault) {
    const stale =
      fault instanceof OtsyError &&
      (fault.code === 'unauthenticated' || fault.code === 'token_expired')
    if (!stale) throw fault
    const fresh = await request.tokens.forRequest(token)
    if (fresh === token) throw fault
    return await once(request, options, fresh)
  }
}

async function once(request: Call, options: RestOptions, token: string | null): Promise<unknown> {
  const { environment, spec, parts, closed } = request
  const { signal } = options
  if (closed.get()) throw new OtsyError('closed')
  if (signal?.aborted === true) throw new OtsyError('aborted', { cause: signal.reason })
  const ending = new AbortController()
  let code: 'timeout' | 'aborted' | 'closed' | 'network_error' = 'network_error'
  const end = (why: typeof code) => {
    code = why
    ending.abort()
  }
  const timer = environment.setTimer(() => end('timeout'), options.timeoutMs ?? request.timeoutMs)
  const release = whenEnded(closed, signal, end)
  try {
    const headers: Record<string, string> = { accept: 'application/json' }
    if (token !== null) headers.authorization = `Bearer ${token}`
    if (parts.body !== undefined) headers['content-type'] = 'application/json'
    const response = await environment.fetch(request.base + pathOf(spec, parts), {
      method: spec.method,
      headers,
      signal: ending.signal,
      credentials: 'omit',
      cache: 'no-store',
      ...(parts.body === undefined ? {} : { body: JSON.stringify(parts.body) }),
    })
    return await read(response)
  } catch (cause) {
    throw asOtsyError(cause, code)
  } finally {
    environment.clearTimer(timer)
    release()
  }
}

async function read(response: Response): Promise<unknown> {
  const text = await response.text()
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch (cause) {
    body = cause
  }
  const refusal = wireErrorIn(body)
  if (response.ok && !(body instanceof SyntaxError)) return body
  if (refusal !== null) throw errorFromWire(refusal)
  // Not the server itself: a proxy's page, a captive portal.
  const status = `It answered ${response.status} without the contract's body.`
  throw new OtsyError(response.status === 429 ? 'rate_limited' : 'bad_response', {
    message: status,
    retryable: response.ok || response.status >= 500 || response.status === 429,
    cause: body,
  })
}

function pathOf({ path }: RouteSpec, { params = {}, query = {} }: Parts): string {
  const filled = path.replace(/:(\w+)/g, (_, name: string) => {
    const value = params[name]
    // `.` and `..` would be resolved away by fetch, and an empty part names another route.
    if (typeof value !== 'string' || /^\.{0,2}$/.test(value)) {
      throw new OtsyError('not_found', { message: `${name} names nothing.` })
    }
    return encodeURIComponent(value)
  })
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) search.set(name, String(value))
  }
  return search.size > 0 ? `${filled}?${search.toString()}` : filled
}

function pause(
  { environment, closed }: RestDependencies,
  signal: AbortSignal | undefined,
  ms: number,
): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      environment.clearTimer(timer)
      release()
      // Whoever ended it: the next attempt says so.
      resolve()
    }
    const timer = environment.setTimer(done, ms)
    const release = whenEnded(closed, signal, done)
  })
}

/** Calls when the caller or the client ends it, until what it returns is called. */
function whenEnded(
  closed: Observable<boolean>,
  signal: AbortSignal | undefined,
  end: (why: 'aborted' | 'closed') => void,
): Unsubscribe {
  const onAbort = () => end('aborted')
  signal?.addEventListener('abort', onAbort)
  const release = closed.subscribe(() => end('closed'))
  return () => {
    signal?.removeEventListener('abort', onAbort)
    release()
  }
}
