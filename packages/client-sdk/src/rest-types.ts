import type { RouteBody, RouteName, RouteParams, RouteQuery, RouteResponse } from '@otsy/protocol'

/** What may be left out may also be undefined: it is not sent then. */
type Optionals<T> = { readonly [K in keyof T]?: T[K] | undefined }

type Given<Name extends string, T> = [T] extends [undefined]
  ? { readonly [K in Name]?: never }
  : Partial<T> extends T
    ? { readonly [K in Name]?: Optionals<T> }
    : { readonly [K in Name]: T }

export interface RestOptions {
  readonly signal?: AbortSignal
  /** Milliseconds; the client's `timeoutMs` when absent. */
  readonly timeoutMs?: number
  /**
   * Times a GET is tried again when the refusal is one that passes; 2 when absent. With `Infinity` it is
   * tried until then, and waits as long as the server asks.
   */
  readonly retries?: number
}

/** The parts a route takes. */
export type RestInput<K extends RouteName> = Given<'params', RouteParams<K>> &
  Given<'query', RouteQuery<K>> &
  Given<'body', RouteBody<K>>

export type RestArguments<K extends RouteName> =
  Partial<RestInput<K>> extends RestInput<K>
    ? [input?: RestInput<K>, options?: RestOptions]
    : [input: RestInput<K>, options?: RestOptions]

/**
 * Every route of the contract by its name. Rejects with an `OtsyError`: the server's code, or
 * `network_error`, `timeout`, `aborted`, `bad_response`, `signed_out`, `closed`.
 */
export type RestClient = {
  readonly [K in RouteName]: (...input: RestArguments<K>) => Promise<RouteResponse<K>>
}
