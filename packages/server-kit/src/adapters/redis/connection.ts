import { OtsyError } from '../../core/errors'
import { within } from '../../core/within'
import { isIoredis, type IoredisLike, type NodeRedisLike, type RedisClient } from './clients'

/** How long an answer is waited for; a Redis that is silent is as good as none. */
const ANSWER_MS = 2_000
/** The longest wait between two attempts to hear again. */
const RETRY_MS = 1_000

/** Hears one channel, again and again. */
export interface Ear {
  text(text: string): void
  cut(fault: Error): void
  up(): void
}

/** Both libraries as one. */
export interface RedisConnection {
  /**
   * Rejects with `storage_unavailable`, at once where there is no connection. What the libraries throw
   * holds the whole command, content and passwords; the message alone is kept of it.
   */
  command(...args: string[]): Promise<unknown>
  /** Calls back whenever commands can be sent (again). Returns how to stop. */
  onReady(listener: () => void): () => void
  /** On a connection of its own. Returns how to stop. */
  hear(channel: string, ear: Ear): () => void
}

export function connectionOf(client: RedisClient): RedisConnection {
  return isIoredis(client) ? overIoredis(client) : overNodeRedis(client)
}

function overIoredis(client: IoredisLike): RedisConnection {
  return {
    command: (name = '', ...args) =>
      answered(client.status === 'ready', () => client.call(name, ...args)),
    onReady: (listener) => whenReady(client, listener),
    hear(channel, ear) {
      const subscriber = client.duplicate({
        autoResubscribe: false,
        enableOfflineQueue: false,
        keepAlive: 10_000,
        lazyConnect: false,
        maxRetriesPerRequest: null,
        retryStrategy: (attempt: number) => Math.min(attempt * 50, RETRY_MS),
      })
      let fault = new Error('The connection to Redis was closed.')
      subscriber.on('error', (cause) => (fault = cause))
      subscriber.on('close', () => ear.cut(bare(fault)))
      subscriber.on('message', (_channel, text) => ear.text(text))
      subscriber.on('ready', () => {
        subscriber.subscribe(channel).then(ear.up, (cause: unknown) => ear.cut(bare(cause)))
      })
      return () => subscriber.disconnect()
    },
  }
}

function overNodeRedis(client: NodeRedisLike): RedisConnection {
  return {
    command: (...args) => answered(client.isReady, () => client.sendCommand(args)),
    onReady: (listener) => whenReady(client, listener),
    hear(channel, ear) {
      const subscriber = client.duplicate()
      const text = (heard: string) => ear.text(heard)
      subscriber.on('error', (cause) => ear.cut(bare(cause)))
      subscriber.on('ready', () => {
        // It subscribes anew by itself; asking again for the same adds nothing and says when it is done.
        subscriber.subscribe(channel, text).then(ear.up, (cause: unknown) => ear.cut(bare(cause)))
      })
      subscriber.connect().catch((cause: unknown) => ear.cut(bare(cause)))
      return () => subscriber.destroy()
    },
  }
}

function whenReady(client: RedisClient, listener: () => void): () => void {
  const ready = client as Pick<IoredisLike, 'on' | 'off'>
  ready.on('ready', listener)
  // Unheard, it would end the process or be printed.
  ready.on('error', ignore)
  return () => {
    ready.off('ready', listener)
    ready.off('error', ignore)
  }
}

async function answered(isReady: boolean, ask: () => Promise<unknown>): Promise<unknown> {
  if (!isReady) throw unavailable(new Error('There is no connection to Redis.'))
  try {
    return await within(ANSWER_MS, 'Redis', ask())
  } catch (cause) {
    throw unavailable(bare(cause))
  }
}

function unavailable(cause: Error): OtsyError {
  return new OtsyError('storage_unavailable', { cause })
}

function bare(fault: unknown): Error {
  return new Error(fault instanceof Error ? fault.message : 'Redis failed.')
}

function ignore(): void {}
