import { median } from '../statistics'
import type { SenderOrder, SenderReport } from './messages'
import { reportOf, type Scene } from './scene'
import { Worker } from './worker'

export const senders = { webpush: 'webpush.sendNotification', otsy: "Otsy's sender" } as const
export type SenderName = keyof typeof senders
const names: readonly SenderName[] = ['webpush', 'otsy']

/** As many as Otsy has under way to one push service. */
const IN_FLIGHT = 64

export interface SenderWindow {
  readonly name: SenderName
  readonly perSecond: number
  /** CPU time for one message in microseconds. */
  readonly cpu: { readonly sender: number; readonly service: number }
  /** Made for it, in the warm-up too. */
  readonly connections: number
}

export interface CompareOptions {
  readonly rounds: number
  readonly warmUp: number
  readonly measure: number
}

/** The same messages to the same service, in turns. */
export async function compareSenders(
  { service, place, env }: Scene,
  { rounds, ...times }: CompareOptions,
): Promise<SenderWindow[]> {
  const workers = new Map<SenderName, Worker<SenderOrder, SenderReport>>()
  const windows: SenderWindow[] = []
  try {
    for (const name of names) {
      const worker = new Worker<SenderOrder, SenderReport>(
        'push-sender',
        [name, JSON.stringify(place)],
        { env },
      )
      workers.set(name, worker)
      await worker.next('ready')
    }
    for (let round = 1; round <= rounds; round++) {
      for (const [name, worker] of workers) {
        const before = await reportOf(service)
        const sent = worker.next('sent')
        worker.tell({ do: 'send', inFlight: IN_FLIGHT, ...times })
        const { count, inAll, elapsedMs, cpuMicros } = await sent
        const after = await reportOf(service)
        const taken = after.taken - before.taken
        if (taken !== inAll) throw new Error(`${name}: ${inAll} accepted, ${taken} arrived.`)
        const cpu = {
          sender: cpuMicros / count,
          service: (after.cpuMicros - before.cpuMicros) / taken,
        }
        const perSecond = (count * 1_000) / elapsedMs
        const connections = after.connections - before.connections
        windows.push({ name, perSecond, cpu, connections })
        console.log(
          `pushes ${round}/${rounds}  ${name}: ${((count * 1_000) / elapsedMs).toFixed(0)}/s`,
        )
      }
    }
    return windows
  } finally {
    for (const worker of workers.values()) await worker.end()
  }
}

export interface SenderRow {
  readonly title: string
  readonly perSecond: number
  readonly senderCpu: number
  readonly serviceCpu: number
}

export interface Comparison {
  readonly rows: readonly SenderRow[]
  /** How many times the sends a second of web-push itself, and how many times less CPU a message. */
  readonly times: { readonly perSecond: number; readonly cpu: number }
}

/** Medians over the rounds. */
export function summarizeSenders(windows: readonly SenderWindow[]): Comparison {
  const of = (name: SenderName, figure: (window: SenderWindow) => number) =>
    median(windows.filter((window) => window.name === name).map(figure))
  const rows = names.map((name) => ({
    title: senders[name],
    perSecond: of(name, ({ perSecond }) => perSecond),
    senderCpu: of(name, ({ cpu }) => cpu.sender),
    serviceCpu: of(name, ({ cpu }) => cpu.service),
  }))
  const [base, own] = rows
  const ratio = (value = Number.NaN, to = Number.NaN) => value / to
  return {
    rows,
    times: {
      perSecond: ratio(own?.perSecond, base?.perSecond),
      cpu: ratio(base?.senderCpu, own?.senderCpu),
    },
  }
}
