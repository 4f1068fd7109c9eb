import { describe, expect, test } from 'vitest'
import { json } from './support/json'
import {
  clientEvents,
  errors,
  LIMITS,
  NAMESPACE,
  PROTOCOL_VERSION,
  REST_PREFIX,
  routes,
  serverEvents,
  type RouteName,
} from '../src/index'
import { errorCode } from '../src/schemas/index'
import { clientEventSchemas, routeSchemas, serverEventSchemas } from './support/schemas'

describe('the tables', () => {
  test('have a schema for each of their names, and no schema is left over', () => {
    expect(Object.keys(routeSchemas)).toEqual(Object.keys(routes))
    expect(Object.keys(clientEventSchemas)).toEqual(Object.keys(clientEvents))
    expect(Object.keys(serverEventSchemas)).toEqual(Object.keys(serverEvents))
    expect(errorCode.options.toSorted()).toEqual(Object.keys(errors).toSorted())
  })

  test.each(Object.keys(routes) as RouteName[])(
    '%s takes the parameters its path names',
    (name) => {
      const named = [...routes[name].path.matchAll(/:(\w+)/g)].map(([, parameter]) => parameter)
      const { params } = routeSchemas[name]
      const shape = params === undefined ? {} : (params as unknown as { shape: object }).shape
      expect(Object.keys(shape)).toEqual(named)
    },
  )

  test('give each method and path to one route, a literal before a parameter', () => {
    const lines = Object.values(routes).map(({ method, path }) => `${method} ${path}`)
    expect(new Set(lines).size).toBe(lines.length)
    Object.values(routes).forEach((route, i) => {
      for (const earlier of Object.values(routes).slice(0, i)) {
        if (earlier.method !== route.method || route.path.includes(':')) continue
        expect(matches(earlier.path, route.path), `${earlier.path} hides ${route.path}`).toBe(false)
      }
    })
  })

  test('let only what an overloaded or closing server says be tried again', () => {
    const retryable = Object.entries(errors).filter(([, { retryable }]) => retryable)
    for (const [code, { status }] of retryable) expect([429, 503], code).toContain(status)
  })

  test.each([
    ['errors', errors],
    ['limits', LIMITS],
    ['routes', routes],
    ['events', { clientEvents, serverEvents }],
    ['version', { PROTOCOL_VERSION, REST_PREFIX, NAMESPACE }],
  ])('are frozen: %s', async (name, table) => {
    await expect(await json(table)).toMatchFileSnapshot(`./frozen/${name}.json`)
  })
})

function matches(pattern: string, path: string): boolean {
  const [ours, theirs] = [pattern.split('/'), path.split('/')]
  return (
    ours.length === theirs.length &&
    ours.every((part, i) => part.startsWith(':') || part === theirs[i])
  )
}
