import { checkHistory, type HistoryEvent, type Violation } from '@otsy/server-kit/testing'
import { healAll, endInTime } from './healing'
import { perform } from './perform'
import type { Schedule } from './schedule'
import { createWorld } from './world'

export interface Outcome {
  readonly violation: Violation | null
  readonly events: readonly HistoryEvent[]
  /** Frames the network carried. */
  readonly frames: number
  /** Milliseconds of virtual time. */
  readonly elapsed: number
  /** All that happened, frame by frame; the same in every run of one schedule. */
  readonly trace: string
}

/** Runs a schedule on a clock and a network of its own, heals everything, and checks the history. */
export async function runSchedule(schedule: Schedule): Promise<Outcome> {
  const world = await createWorld(schedule)
  const { lab, recorder, apps } = world
  try {
    for (const app of apps) app.open()
    await lab.clock.advance(500)
    for (const step of schedule.steps) {
      if (step.after > 0) await lab.clock.advance(step.after)
      else await lab.clock.settle()
      perform(world, step)
    }
    await healAll(world)
    // Before anyone says another word: what checks alone must have brought.
    const quiet = await world.historyOfWhole()
    await endInTime(world, schedule.endsWithoutBus)
    const history = await world.history()
    const { trace: frames } = lab.network
    return {
      violation: checkHistory(history) ?? checkHistory(quiet),
      events: recorder.events,
      frames: frames.length,
      elapsed: lab.clock.elapsed,
      trace: canonical([frames, recorder.events]),
    }
  } finally {
    for (const app of apps) app.shut()
    await lab.close()
  }
}

/** Ids are made anew in each run; here they go by when they were first met. */
function canonical(value: unknown): string {
  const names = new Map<string, string>()
  const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
  return JSON.stringify(value).replace(uuid, (id) => {
    const name = names.get(id) ?? `#${names.size}`
    names.set(id, name)
    return name
  })
}
