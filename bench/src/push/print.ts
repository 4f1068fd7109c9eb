import type { BroadcastFigures } from './broadcast'
import type { Comparison } from './compare'

/** Times the sends a second of web-push itself that are wanted. */
const WANTED = 3.3

/** The senders as a table of text, and whether the goal is reached. */
export function senderTable({ rows, times }: Comparison): string {
  const head = ['', 'pushes/s', 'CPU µs: sender', 'push service']
  const lines = rows.map(({ title, perSecond, senderCpu, serviceCpu }) => [
    title,
    Math.round(perSecond).toLocaleString('en-US'),
    senderCpu.toFixed(0),
    serviceCpu.toFixed(0),
  ])
  const verdict = times.perSecond >= WANTED ? 'reached' : 'MISSED '
  return [
    columns([head, ...lines]),
    '',
    `${verdict}  ${times.perSecond.toFixed(2)} (at least ${WANTED})  pushes/s of webpush.sendNotification`,
    `         ${times.cpu.toFixed(2)}                 its CPU for a message, in Otsy's`,
  ].join('\n')
}

/** The broadcast in words, and whether its goals are reached. */
export function broadcastLines(figures: BroadcastFigures): string {
  const { people, answeredMs, firstMs, tookMs, perSecond, cpu, rssGrowth, rssMaxMb } = figures
  const verdict = (isMet: boolean) => (isMet ? 'reached' : 'MISSED ')
  return [
    `${people.toLocaleString('en-US')} people in ${(tookMs / 1_000).toFixed(1)} s: ` +
      `${perSecond.toFixed(0)}/s, ${cpu.toFixed(0)} µs of the server's CPU each; ` +
      `the call returned after ${answeredMs.toFixed(0)} ms`,
    `${verdict(firstMs < 1_000)}  ${firstMs.toFixed(0)} ms (below 1000)  to the first push`,
    `${verdict(rssGrowth < 1.1)}  ${rssGrowth.toFixed(2)} (below 1.1)  memory in the last fifth over ` +
      `the second; ${rssMaxMb.toFixed(0)} MB at most`,
  ].join('\n')
}

function columns(lines: readonly (readonly string[])[]): string {
  const width = (column: number) => Math.max(...lines.map((line) => line[column]?.length ?? 0))
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(width(column)) : cell.padStart(width(column))
  return lines.map((line) => line.map(pad).join('  ')).join('\n')
}
