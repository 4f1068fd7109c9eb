const FIRST_MS = 1_000
const LONGEST_MS = 30_000

/**
 * Milliseconds to wait before the try after the `attempt`-th failed one; 0 is a connection that
 * stood and broke. Half of it is chance, so that a restarted server is not met by all at once.
 */
export function backOff(attempt: number, random: number): number {
  const most = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, attempt - 1))
  return attempt === 0 ? Math.round(most * random) : Math.round(most / 2 + (most / 2) * random)
}
