/** Closed within one turn; more at once would only come back at once. */
const BATCH_MS = 50
/** Connections a second that the other nodes are given, unless half of the time would not do. */
const CONNECTIONS_PER_MS = 1
const HINT_MS = 1_000

/**
 * When each of so many connections is closed, in milliseconds from now: batches, evenly over at most
 * half of the time there is, so that what they have under way has the other half to finish.
 */
export function closingTimes(count: number, drainMs: number): number[] {
  const overMs = Math.min(count / CONNECTIONS_PER_MS, drainMs / 2)
  const batches = Math.max(1, Math.ceil(overMs / BATCH_MS))
  return Array.from({ length: count }, (_, i) => Math.floor((i * batches) / count) * BATCH_MS)
}

/** After how long to come back, to another node: by chance, so that a batch does not come as one. */
export function comeBackMs(): number {
  return Math.ceil(HINT_MS * Math.random())
}

/** What the work answers, or nothing once the time is up; it goes on unheard then. */
export async function untilOver(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, ms))
  })
  await Promise.race([work, over])
  clearTimeout(timer)
}
