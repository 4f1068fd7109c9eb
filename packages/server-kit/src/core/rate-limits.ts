/** Counts what each key does in a window of time. */
export interface RateLimiter {
  /** Takes `points` of the key's budget; rejects with `rate_limited` when it is used up. */
  consume(key: string, points: number): Promise<void>
}

/** Lets everything through. */
export const unlimited: RateLimiter = { consume: () => Promise.resolve() }
