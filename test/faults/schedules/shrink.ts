import type { Violation } from '@otsy/server-kit/testing'
import { runSchedule } from './run-schedule'
import type { Schedule, Step } from './schedule'

/** Runs at most: a shorter schedule is a help, not worth minutes. */
const MOST_RUNS = 250

export interface Shrunk {
  readonly schedule: Schedule
  readonly violation: Violation
  readonly runs: number
}

/**
 * A shorter schedule that breaks the same promise: steps are left out, first many at once, and the faults
 * of the network where it breaks without them too.
 */
export async function shrink(schedule: Schedule, violation: Violation): Promise<Shrunk> {
  let best: Shrunk = { schedule, violation, runs: 0 }
  let runs = 0
  const attempt = async (shorter: Schedule): Promise<boolean> => {
    if (runs >= MOST_RUNS) return false
    runs++
    const { violation: found } = await runSchedule(shorter)
    if (found?.promise !== violation.promise) return false
    best = { schedule: shorter, violation: found, runs }
    return true
  }

  await attempt({ ...schedule, faults: {} })
  for (let size = Math.ceil(schedule.steps.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let start = 0; start < best.schedule.steps.length;) {
      const { steps } = best.schedule
      const isGone = await attempt({ ...best.schedule, steps: without(steps, start, size) })
      if (!isGone) start += size
    }
  }
  return { ...best, runs }
}

/** Leaves steps out; the next one comes as late as it did. */
function without(steps: readonly Step[], start: number, size: number): Step[] {
  const gone = steps.slice(start, start + size)
  const waited = gone.reduce((sum, { after }) => sum + after, 0)
  const rest = steps.slice(start + size)
  const [next, ...others] = rest
  const moved = next === undefined ? [] : [{ ...next, after: next.after + waited }, ...others]
  return [...steps.slice(0, start), ...moved]
}
