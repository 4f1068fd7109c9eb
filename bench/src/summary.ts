import type { Contender } from './contenders'
import type { Measurement } from './measurement'
import { median } from './statistics'

export const PHASES = { four: 'four in flight', one: 'one in flight', open: 'open loop' } as const

/** Medians over the rounds. Times in milliseconds, CPU in microseconds a message. */
export interface Row {
  readonly name: string
  readonly title: string
  readonly durable: boolean
  readonly sendsPerSecond: number
  readonly delivery: Percentiles
  readonly oneInFlight: Percentiles & { readonly sendsPerSecond: number }
  readonly openLoop: Percentiles | null
  readonly cpu: Measurement['cpu']
}

export interface Percentiles {
  readonly p50: number
  readonly p99: number
}

export function summarize(
  contenders: readonly Contender[],
  measurements: readonly Measurement[],
): Row[] {
  return contenders.map(({ name, title, store }) => {
    const of = (phase: string) =>
      measurements.filter((each) => each.contender === name && each.phase === phase)
    const [four, one, open] = [of(PHASES.four), of(PHASES.one), of(PHASES.open)]
    return {
      name,
      title,
      durable: store !== 'none',
      sendsPerSecond: median(four.map((each) => each.sendsPerSecond)),
      delivery: percentiles(four),
      oneInFlight: {
        ...percentiles(one),
        sendsPerSecond: median(one.map((each) => each.sendsPerSecond)),
      },
      openLoop: open.length > 0 ? percentiles(open) : null,
      cpu: {
        server: median(four.map(({ cpu }) => cpu.server)),
        load: median(four.map(({ cpu }) => cpu.load)),
        database: median(four.map(({ cpu }) => cpu.database)),
      },
    }
  })
}

function percentiles(measurements: readonly Measurement[]): Percentiles {
  return {
    p50: median(measurements.map(({ figures }) => figures.delivery.p50)),
    p99: median(measurements.map(({ figures }) => figures.delivery.p99)),
  }
}

/** Something that was set out to be reached; `value` is null when a side of it did not run. */
export interface Target {
  readonly name: string
  readonly value: number | null
  readonly wanted: string
  readonly met: boolean | null
}

export function targets(rows: readonly Row[]): Target[] {
  const find = (name: string) => rows.find((row) => row.name === name)
  const ratio = (a: number | undefined, b: number | undefined) =>
    a === undefined || b === undefined ? null : a / b
  const [relay, plain] = [find('relay'), find('plain')]
  const [pglite, postgres] = [find('otsy-pglite'), find('otsy-postgres')]
  const least = (name: string, value: number | null, bound: number): Target => ({
    name,
    value,
    wanted: `>= ${bound}`,
    met: value === null ? null : value >= bound,
  })
  const most = (name: string, value: number | null, bound: number): Target => ({
    name,
    value,
    wanted: `<= ${bound}`,
    met: value === null ? null : value <= bound,
  })
  const [a, b, c, d] = [relay, plain, pglite, postgres].map((row) => row?.sendsPerSecond)
  const p99 = (row: Row | undefined) => ratio(row?.oneInFlight.p99, relay?.oneInFlight.p99)
  return [
    least('Otsy on PostgreSQL, of the relay', ratio(d, a), 0.6),
    least('Otsy on PostgreSQL, times the plain shape', ratio(d, b), 6),
    least('Otsy on PGlite, of the relay', ratio(c, a), 0.4),
    most('p99 with one in flight, PostgreSQL, times the relay’s', p99(postgres), 3),
    most('p99 with one in flight, PGlite, times the relay’s', p99(pglite), 3),
  ]
}
