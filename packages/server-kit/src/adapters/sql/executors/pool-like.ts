/** What is used of a `pg` pool. The host's own `Pool` fits as it is. */
export interface PoolLike {
  /** Of `pg`; where it is absent the host knows best. */
  readonly options?: { readonly max?: number | undefined }
  connect(): Promise<PoolClientLike>
}

export interface PoolClientLike {
  query(config: QueryLike): Promise<{ rows: unknown[] }>
  /** With true the connection is thrown away. */
  release(destroy?: boolean): void
  on(event: 'error' | 'end', listener: (fault?: Error) => void): unknown
  on(event: 'notification', listener: (message: NotificationLike) => void): unknown
  removeListener(event: 'error' | 'end', listener: (fault?: Error) => void): unknown
}

export interface QueryLike {
  readonly name?: string
  readonly text: string
  readonly values?: unknown[]
}

export interface NotificationLike {
  readonly channel: string
  readonly payload?: string | undefined
}
