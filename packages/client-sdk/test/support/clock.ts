import type { Environment } from '../../src/index'

/** A clock that moves when told. */
export interface ManualClock extends Pick<
  Environment,
  'now' | 'elapsed' | 'setTimer' | 'clearTimer'
> {
  /** Runs every timer that comes due on the way, in order. */
  advance(ms: number): void
  /** Milliseconds until the next timer; null: there is none. */
  next(): number | null
}

export function manualClock(start = 1_000_000): ManualClock {
  let now = start
  let nextId = 1
  const timers = new Map<number, { readonly at: number; readonly run: () => void }>()
  return {
    now: () => now,
    elapsed: () => now,
    setTimer: (run, ms) => {
      timers.set(nextId, { at: now + ms, run })
      return nextId++
    },
    clearTimer: (timer) => {
      timers.delete(timer as number)
    },
    next: () => {
      const times = [...timers.values()].map(({ at }) => at - now)
      return times.length === 0 ? null : Math.min(...times)
    },
    advance(ms) {
      const end = now + ms
      for (;;) {
        const due = [...timers].filter(([, { at }]) => at <= end)
        const first = due.sort(([, a], [, b]) => a.at - b.at)[0]
        if (first === undefined) break
        const [id, { at, run }] = first
        timers.delete(id)
        now = Math.max(now, at)
        run()
      }
      now = end
    },
  }
}
