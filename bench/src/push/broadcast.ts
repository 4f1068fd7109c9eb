import { startBenchPostgres } from '../postgres'
import { median } from '../statistics'
import type { BroadcastOrder, BroadcastReport } from './messages'
import { reportOf, type Scene } from './scene'
import { Worker } from './worker'

export type Sample = Omit<Extract<BroadcastReport, { is: 'sample' }>, 'is'>

export interface BroadcastFigures {
  readonly people: number
  /** Until the call returned. */
  readonly answeredMs: number
  /** From the call to the first push at the push service. */
  readonly firstMs: number
  readonly tookMs: number
  readonly perSecond: number
  /** CPU time of the server for one person, in microseconds. */
  readonly cpu: number
  /** Of the last fifth of the way over the second fifth: 1 is flat. */
  readonly rssGrowth: number
  readonly rssMaxMb: number
  readonly samples: readonly Sample[]
}

/** One notification to many people, from the call to the last push. */
export async function measureBroadcast(
  { service, place, env }: Scene,
  people: number,
): Promise<BroadcastFigures> {
  const postgres = await startBenchPostgres()
  try {
    const plan = { place, people, database: await postgres.database('broadcast') }
    const execArgv = ['--max-semi-space-size=64']
    const server = new Worker<BroadcastOrder, BroadcastReport>(
      'push-broadcast-server',
      [JSON.stringify(plan)],
      { env, execArgv },
    )
    try {
      const began = performance.now()
      await server.next('ready')
      const readyMs = performance.now() - began
      console.log(
        `${people.toLocaleString('en-US')} browsers subscribed in ${readyMs.toFixed(0)} ms`,
      )
      return await measured(server, service, people)
    } finally {
      await server.end()
    }
  } finally {
    await postgres.stop()
  }
}

async function measured(
  server: Worker<BroadcastOrder, BroadcastReport>,
  service: Scene['service'],
  people: number,
): Promise<BroadcastFigures> {
  const samples: Sample[] = []
  server.onReport((report) => {
    if (report.is !== 'sample') return
    const { is: _, ...sample } = report
    samples.push(sample)
    const share = ((sample.sent / people) * 100).toFixed(0).padStart(3)
    console.log(
      `  ${share} %  ${(sample.atMs / 1_000).toFixed(1)} s  ${sample.rssMb.toFixed(0)} MB`,
    )
  })
  const before = await reportOf(service)
  const ending = server.next('done')
  const answering = server.next('answered')
  server.tell({ do: 'broadcast' })
  const { beganAt, afterMs, total } = await answering
  const { tookMs, cpuMicros } = await ending
  const after = await reportOf(service)
  const taken = after.taken - before.taken
  if (total !== people || taken < people) {
    throw new Error(`${people} people, ${total} of them in the broadcast, ${taken} pushes arrived.`)
  }
  const firstAt = after.firstAt ?? Number.NaN
  const rss = (from: number, to: number) =>
    median(
      samples
        .filter(({ sent }) => sent >= from * people && sent <= to * people)
        .map(({ rssMb }) => rssMb),
    )
  return {
    ...{ people, answeredMs: afterMs, firstMs: firstAt - beganAt, tookMs },
    perSecond: (people * 1_000) / tookMs,
    cpu: cpuMicros / people,
    rssGrowth: rss(0.8, 1) / rss(0.2, 0.4),
    rssMaxMb: Math.max(...samples.map(({ rssMb }) => rssMb)),
    samples,
  }
}
