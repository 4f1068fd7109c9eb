/** What is used of `ioredis` 5 or newer. The host's own client fits as it is. */
export interface IoredisLike {
  readonly status: string
  call(command: string, ...args: string[]): Promise<unknown>
  duplicate(override: object): IoredisSubscriberLike
  on(event: 'ready' | 'close', listener: () => void): unknown
  on(event: 'error', listener: (fault: Error) => void): unknown
  off(event: 'ready' | 'close', listener: () => void): unknown
  off(event: 'error', listener: (fault: Error) => void): unknown
}

export interface IoredisSubscriberLike {
  subscribe(channel: string): Promise<unknown>
  disconnect(): void
  on(event: 'ready' | 'close', listener: () => void): unknown
  on(event: 'error', listener: (fault: Error) => void): unknown
  on(event: 'message', listener: (channel: string, text: string) => void): unknown
}

/** What is used of node-redis (`redis`) 5 or newer. */
export interface NodeRedisLike {
  readonly isReady: boolean
  sendCommand(args: readonly string[]): Promise<unknown>
  duplicate(): NodeRedisSubscriberLike
  on(event: 'ready', listener: () => void): unknown
  on(event: 'error', listener: (fault: Error) => void): unknown
  off(event: 'ready', listener: () => void): unknown
  off(event: 'error', listener: (fault: Error) => void): unknown
}

export interface NodeRedisSubscriberLike {
  connect(): Promise<unknown>
  subscribe(channel: string, listener: (text: string) => void): Promise<unknown>
  destroy(): void
  on(event: 'ready', listener: () => void): unknown
  on(event: 'error', listener: (fault: Error) => void): unknown
}

/** A client of either library. It stays the host's: it is not closed here. */
export type RedisClient = IoredisLike | NodeRedisLike

export function isIoredis(client: RedisClient): client is IoredisLike {
  return 'call' in client
}
