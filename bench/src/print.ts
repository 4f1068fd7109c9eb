import type { Row, Target } from './summary'

const whole = (value: number) => Math.round(value).toLocaleString('en-US')
const ms = (value: number) => value.toFixed(1)

/** The figures as a table of text. */
export function table(rows: readonly Row[]): string {
  const relay = rows.find(({ name }) => name === 'relay')?.sendsPerSecond
  const plain = rows.find(({ name }) => name === 'plain')?.sendsPerSecond
  const times = (value: number, base: number | undefined) =>
    base === undefined ? '-' : (value / base).toFixed(2)
  const lines = rows.map((row) => [
    row.title,
    whole(row.sendsPerSecond),
    times(row.sendsPerSecond, relay),
    times(row.sendsPerSecond, plain),
    `${ms(row.delivery.p50)} / ${ms(row.delivery.p99)}`,
    `${ms(row.oneInFlight.p50)} / ${ms(row.oneInFlight.p99)}`,
    row.openLoop ? `${ms(row.openLoop.p50)} / ${ms(row.openLoop.p99)}` : '-',
    whole(row.cpu.server),
    whole(row.cpu.load),
    row.cpu.database > 0 ? whole(row.cpu.database) : '-',
  ])
  return columns([HEAD, ...lines])
}

const HEAD = [
  '',
  'sends/s',
  'of relay',
  'x plain',
  'delivery p50/p99 ms',
  'one in flight',
  'open loop',
  'CPU µs: server',
  'load',
  'database',
]

function columns(lines: readonly (readonly string[])[]): string {
  const widths = HEAD.map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  )
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)
  return lines.map((line) => line.map(pad).join('  ')).join('\n')
}

/** One line a target. */
export function verdicts(targets: readonly Target[]): string {
  return targets
    .filter(({ value }) => value !== null)
    .map(({ name, value, wanted, met }) =>
      [met ? 'reached' : 'MISSED ', `${(value ?? 0).toFixed(2)} (${wanted})`, name].join('  '),
    )
    .join('\n')
}
