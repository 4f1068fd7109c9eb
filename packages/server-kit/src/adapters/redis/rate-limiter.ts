import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import { OtsyError } from '../../core/errors'
import type { RateLimiter } from '../../core/rate-limits'
import { DEFAULT_PREFIX, type RedisOptions } from './bus'
import { connectionOf } from './connection'
import { Script } from './script'

export interface RedisRateLimiterOptions extends RedisOptions {
  /** Points each user has in a window. */
  readonly points: number
  /** The window, in seconds. */
  readonly seconds: number
}

export interface RedisRateLimiter extends RateLimiter {
  consume(key: string, points: number): Promise<void>
}

/**
 * A budget for each key, shared by all nodes. While Redis is away each node counts for itself, so that
 * nobody is refused for it and nobody is unlimited.
 */
export function redisRateLimiter(options: RedisRateLimiterOptions): RedisRateLimiter {
  const { client, prefix = DEFAULT_PREFIX, points, seconds } = options
  const connection = connectionOf(client)
  const scripts = new Map<string, Script>()
  const scriptOf = (text: string): Script => {
    const known = scripts.get(text) ?? new Script(text)
    scripts.set(text, known)
    return known
  }
  const budget = { points, duration: seconds }
  const limiter = new RateLimiterRedis({
    ...budget,
    keyPrefix: `${prefix}:rate`,
    // Its way of calling node-redis, whichever library is behind the connection.
    useRedisPackage: true,
    storeClient: {
      eval: (text: string, parts: { keys: string[]; arguments: string[] }) =>
        scriptOf(text).run(connection, parts.keys, parts.arguments),
    },
    insuranceLimiter: new RateLimiterMemory(budget),
  })
  return {
    async consume(key, taken) {
      try {
        await limiter.consume(key, taken)
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal
        throw new OtsyError('rate_limited', { retryAfterMs: Math.ceil(refusal.msBeforeNext) })
      }
    },
  }
}
