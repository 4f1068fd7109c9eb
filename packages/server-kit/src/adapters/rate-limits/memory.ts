import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { OtsyError } from '../../core/errors'
import type { RateLimiter } from '../../core/rate-limits'

/** A budget for each key, counted in this process. */
export function memoryRateLimiter(budget: {
  /** Points each key has in a window. */
  readonly points: number
  /** The window, in seconds. */
  readonly seconds: number
}): RateLimiter {
  const limiter = new RateLimiterMemory({ points: budget.points, duration: budget.seconds })
  return {
    async consume(key, points) {
      try {
        await limiter.consume(key, points)
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal
        throw new OtsyError('rate_limited', { retryAfterMs: Math.ceil(refusal.msBeforeNext) })
      }
    },
  }
}
