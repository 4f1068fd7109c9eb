/** One REST route. Path parameters stand as `:name`. */
export interface RouteSpec {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: `/v1/${string}`
  /** Who may call: anyone, anyone with a token, or a token whose role is admin. */
  readonly access: 'public' | 'bearer' | 'admin'
  /** Status of a success. */
  readonly status: 200 | 201 | 202
}
