import {
  routes,
  type RouteBody,
  type RouteName,
  type RouteResponse,
  type WireError,
} from '@otsy/protocol'
import { http, HttpResponse, type HttpHandler } from 'msw'

/** One request as a handler sees it. Nothing is checked: tests say what the server would. */
export interface MockRequest<K extends RouteName> {
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly body: RouteBody<K>
  /** The bearer token, null without one. */
  readonly token: string | null
}

export type MockAnswers = {
  readonly [K in RouteName]?: (
    request: MockRequest<K>,
  ) => RouteResponse<K> | MockRefusal | Promise<RouteResponse<K> | MockRefusal>
}

export interface MockRefusal {
  readonly status: number
  readonly error: WireError
}

export interface MockOptions {
  /** The client's `url`. */
  readonly url: string
  readonly answers: MockAnswers
}

type AnyAnswer = (request: MockRequest<RouteName>) => object | Promise<object>

/** Request handlers for msw, one for each route that has an answer. */
export function otsyHandlers({ url, answers }: MockOptions): HttpHandler[] {
  const base = url.replace(/\/+$/, '')
  // In the table's order: a literal path stands before a parameter at the same place.
  return (Object.keys(routes) as RouteName[]).flatMap((name) => {
    const answer = answers[name] as AnyAnswer | undefined
    return answer === undefined ? [] : [handler(base, name, answer)]
  })
}

/** A refusal as the server words it. */
export function refusal(
  status: number,
  error: Partial<WireError> & Pick<WireError, 'code'>,
): MockRefusal {
  const whole = { message: error.code, retryable: false, request_id: 'mock', ...error }
  return { status, error: whole }
}

function handler(base: string, name: RouteName, answer: AnyAnswer): HttpHandler {
  const { method, path, status } = routes[name]
  const verb = method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete'
  return http[verb](base + path, async ({ request, params }) => {
    const text = await request.text()
    const result = await answer({
      params: params as Record<string, string>,
      query: Object.fromEntries(new URL(request.url).searchParams),
      body: (text === '' ? undefined : JSON.parse(text)) as never,
      token: request.headers.get('authorization')?.replace(/^Bearer /, '') ?? null,
    })
    return isRefusal(result)
      ? HttpResponse.json({ error: result.error }, { status: result.status })
      : HttpResponse.json(result, { status })
  })
}

function isRefusal(result: object): result is MockRefusal {
  return 'error' in result && 'status' in result && typeof result.status === 'number'
}
