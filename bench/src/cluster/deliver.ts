import { postgresCpu } from '../cpu'
import type { LoadReport, Phase, PhaseFigures } from '../messages'
import { runLoad, type ServerProcess } from '../processes'

/** What every shape can carry with room to spare, so that latency is compared and not a queue. */
const RATE = 300
const PHASES: readonly Phase[] = [
  { name: 'warm-up', kind: 'closed', inFlight: 1, warmUp: 1_500, settle: 2_000, measure: 100 },
  { name: 'open', kind: 'open', rate: RATE, warmUp: 1_000, measure: 5_000 },
]

export interface Delivered {
  readonly p50: number
  readonly p99: number
  /** Microseconds for one message. */
  readonly servers: number
  readonly database: number
}

/** The two people of each chat sit on the first and on the last node. */
export async function deliver(
  nodes: readonly ServerProcess[],
  dataDir: string,
): Promise<Delivered> {
  const [first, last] = [nodes.at(0), nodes.at(-1)]
  if (first === undefined || last === undefined) throw new Error('no node')
  const usage = async () => {
    const own = await Promise.all(nodes.map((node) => node.usage()))
    return { servers: own.reduce((a, b) => a + b, 0), database: await postgresCpu(dataDir) }
  }
  let before: ReturnType<typeof usage> | undefined
  let after: ReturnType<typeof usage> | undefined
  let figures: PhaseFigures | undefined
  const { chatIds } = first
  const plan = { port: first.port, otherPort: last.port, chatIds, phases: PHASES }
  await runLoad(plan, (report: LoadReport) => {
    if (report.type === 'begin') before = usage()
    if (report.type === 'end') [after, figures] = [usage(), report.figures]
  })
  const [begin, end] = [await before, await after]
  if (begin === undefined || end === undefined || figures === undefined) throw new Error('no end')
  if (figures.refused > 0) throw new Error(`refused: ${figures.firstRefusal}`)
  const { acknowledged, delivery } = figures
  return {
    p50: delivery.p50,
    p99: delivery.p99,
    servers: (end.servers - begin.servers) / acknowledged,
    database: (end.database - begin.database) / acknowledged,
  }
}
