import { generateSchedule } from './generate'
import { reportOf } from './report'
import { runSchedule } from './run-schedule'
import { shrink } from './shrink'

/** Seeds to run, one after the other. */
export interface Job {
  readonly seeds: readonly number[]
  readonly nodes: number | undefined
}

export type News =
  | {
      readonly type: 'done'
      readonly seed: number
      readonly frames: number
      readonly elapsed: number
    }
  | { readonly type: 'shrinking'; readonly seed: number; readonly what: string }
  | { readonly type: 'failed'; readonly seed: number; readonly report: string }
  /** All seeds of the job are done. */
  | { readonly type: 'idle' }

let current = 0
process.on('message', (job: Job) => {
  void work(job).catch(failed)
})
process.on('uncaughtException', failed)
process.on('unhandledRejection', failed)
// The one who started it ends it.
process.on('SIGINT', () => undefined)
process.on('disconnect', () => process.exit())
tell({ type: 'idle' })

async function work({ seeds, nodes }: Job): Promise<void> {
  for (const seed of seeds) {
    current = seed
    const schedule = generateSchedule({ seed, nodes })
    const { violation, frames, elapsed } = await runSchedule(schedule)
    if (violation !== null) {
      tell({ type: 'shrinking', seed, what: `${violation.promise}: ${violation.what}` })
      const shrunk = await shrink(schedule, violation)
      return tell({ type: 'failed', seed, report: reportOf(shrunk.schedule, shrunk.violation) })
    }
    tell({ type: 'done', seed, frames, elapsed })
  }
  tell({ type: 'idle' })
}

/** Nothing may throw where nobody catches it, in the client or in the server. */
function failed(cause: unknown): void {
  const said = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)
  const report = `Seed ${current} did not end: ${said}\nAgain: npm run test:faults -- --seed ${current}`
  tell({ type: 'failed', seed: current, report })
}

function tell(news: News): void {
  process.send?.(news)
}
