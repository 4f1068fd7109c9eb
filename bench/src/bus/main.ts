import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Redis } from 'ioredis'
import { startRedis } from '../../../test/support/redis'
import { postgresCpu } from '../cpu'
import { startBenchPostgres } from '../postgres'
import { median } from '../statistics'
import { names } from './names'
import type { Order, Report } from './node'
import { readRounds } from '../rounds'

// What carries signals between nodes: one node publishes, two hear. `node dist/bus.js [rounds]`

const COUNT = 40_000
const PACED = { perSecond: 1_000, count: 5_000 }
const RECEIVERS = 2
const rounds = readRounds(process.argv.slice(2), 3)

type ReportOf<K extends Report['is']> = Extract<Report, { is: K }>

class Node {
  readonly child: ChildProcess
  heard = 0
  onHeard: () => void = () => {}

  constructor(name: string, addresses: object) {
    const file = fileURLToPath(new URL('./bus-node.js', import.meta.url))
    this.child = fork(file, [name, JSON.stringify(addresses)])
    this.child.on('message', (report: Report) => {
      if (report.is !== 'heard') return
      this.heard = report.count
      this.onHeard()
    })
  }

  tell(order: Order): void {
    this.child.send(order)
  }

  next<K extends Report['is']>(is: K): Promise<ReportOf<K>> {
    return new Promise((resolve) => {
      const look = (report: Report) => {
        if (report.is !== is) return
        this.child.off('message', look)
        resolve(report as ReportOf<K>)
      }
      this.child.on('message', look)
    })
  }

  async report(): Promise<ReportOf<'report'>> {
    const report = this.next('report')
    this.tell({ do: 'report' })
    return await report
  }
}

interface Figures {
  readonly perSecond: number
  readonly publisher: number
  readonly receiver: number
  readonly broker: number
  readonly p50: number
  readonly p99: number
}

const redis = await startRedis()
const postgres = await startBenchPostgres()
const admin = new Redis(redis.url)
const results = new Map<string, Figures[]>()
for (let round = 0; round < rounds; round++) {
  for (const name of names) {
    await admin.flushall()
    const address = await postgres.database('bus')
    const figures = await measure(name, { redis: redis.url, postgres: address })
    console.error(`round ${round + 1}: ${name} ${figures.perSecond.toFixed(0)} signals/s`)
    results.set(name, [...(results.get(name) ?? []), figures])
  }
}
print()
admin.disconnect()
await redis.stop()
await postgres.stop()

async function measure(name: string, addresses: object): Promise<Figures> {
  const nodes = Array.from({ length: 1 + RECEIVERS }, () => new Node(name, addresses))
  await Promise.all(nodes.map((node) => node.next('ready')))
  const [publisher, ...receivers] = nodes
  if (publisher === undefined) throw new Error('no publisher')
  for (const receiver of receivers) {
    receiver.onHeard = () =>
      publisher.tell({ do: 'heard', count: Math.min(...receivers.map(({ heard }) => heard)) })
  }
  // Once to warm up, once to measure.
  await flood({ publisher, receivers, count: COUNT / 4 })
  const before = await brokerCpu(name)
  const tookMs = await flood({ publisher, receivers, count: COUNT })
  const broker = (await brokerCpu(name)) - before
  const reports = await Promise.all(nodes.map((node) => node.report()))
  const [own, ...theirs] = reports.map(({ cpuMicros }) => cpuMicros / COUNT)

  await paced({ publisher, receivers })
  const latencies = await Promise.all(receivers.map((node) => node.report()))
  for (const { child } of nodes) child.kill()
  return {
    perSecond: (COUNT / tookMs) * 1_000,
    publisher: own ?? Number.NaN,
    receiver: median(theirs),
    broker: broker / COUNT,
    p50: median(latencies.map((report) => report.latencies.p50)),
    p99: Math.max(...latencies.map((report) => report.latencies.p99)),
  }
}

interface Place {
  readonly publisher: Node
  readonly receivers: readonly Node[]
}

async function flood({ count, ...place }: Place & { readonly count: number }): Promise<number> {
  await reset(place)
  const began = performance.now()
  place.publisher.tell({ do: 'flood', count })
  await heard(place, count)
  return performance.now() - began
}

async function paced(place: Place): Promise<void> {
  await reset(place)
  place.publisher.tell({ do: 'pace', ...PACED })
  await heard(place, PACED.count)
}

/** Until all have begun anew: the first signal could be faster than the order to forget the last. */
async function reset({ publisher, receivers }: Place): Promise<void> {
  await Promise.all(
    [publisher, ...receivers].map(async (node) => {
      node.tell({ do: 'reset' })
      await node.report()
      node.heard = 0
    }),
  )
}

async function heard({ receivers }: Place, count: number): Promise<void> {
  await Promise.all(
    receivers.map(async (node) => {
      while (node.heard < count) await node.next('heard')
    }),
  )
}

/** Microseconds of whatever carries it. */
async function brokerCpu(name: string): Promise<number> {
  if (name.includes('postgres')) return await postgresCpu(postgres.dataDir)
  const info = await admin.info('cpu')
  const of = (field: string) => Number(new RegExp(`${field}:([\\d.]+)`).exec(info)?.[1])
  return (of('used_cpu_user') + of('used_cpu_sys')) * 1e6
}

function print(): void {
  const row = (cells: readonly string[]) => console.log(`| ${cells.join(' | ')} |`)
  row([
    'candidate',
    'signals/s',
    'p50 ms',
    'p99 ms',
    'CPU publisher µs',
    'a receiver µs',
    'broker µs',
  ])
  row(['---', '---:', '---:', '---:', '---:', '---:', '---:'])
  for (const [name, all] of results) {
    const of = (key: keyof Figures) => median(all.map((figures) => figures[key]))
    const micros = (['publisher', 'receiver', 'broker'] as const).map((key) => of(key).toFixed(1))
    const ms = (['p50', 'p99'] as const).map((key) => of(key).toFixed(2))
    row([name, of('perSecond').toFixed(0), ...ms, ...micros])
  }
}
