/** Counts what each key does in a window of time. */
export interface RateLimiter {
  /**
   * Takes `points` of the key's budget; rejects with `rate_limited` when it is used up. Null: there was
   * nothing to wait for.
   */
  consume(key: string, points: number): Promise<void> | null
}

/** Lets everything through. */
export const unlimited: RateLimiter = { consume: () => null }
