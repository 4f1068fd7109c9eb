// `npm run bench`: the same load on every contender, in turns; medians over the rounds.
import { mkdir, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { measure, type Measurement } from './measurement'
import type { Phase } from './messages'
import { readOptions } from './options'
import { startBenchPostgres } from './postgres'
import { table, verdicts } from './print'
import { PHASES, summarize, targets } from './summary'

const options = readOptions(process.argv.slice(2))
const { warmUp, settle, measure: length, rounds, profile } = options
const folder = fileURLToPath(new URL('../results', import.meta.url))
await mkdir(folder, { recursive: true })
const postgres = await startBenchPostgres()
const measurements: Measurement[] = []

async function turns(title: string, phases: readonly Phase[]): Promise<void> {
  for (let round = 1; round <= rounds; round++) {
    for (const contender of options.contenders) {
      const found = await measure({ contender, phases, postgres, profile })
      measurements.push(...found)
      const rates = found.map((each) => `${each.phase} ${Math.round(each.sendsPerSecond)}/s`)
      console.log(`${title} ${round}/${rounds}  ${contender.name}: ${rates.join(', ')}`)
    }
  }
}

try {
  await turns('closed loop', [
    { name: PHASES.four, kind: 'closed', inFlight: 4, warmUp, settle, measure: length },
    { name: PHASES.one, kind: 'closed', inFlight: 1, warmUp: 500, settle: 0, measure: length },
  ])
  // At a rate all of them can carry, so that what is compared is latency and not a queue.
  const slowest = Math.min(
    ...summarize(options.contenders, measurements).map((row) => row.sendsPerSecond),
  )
  const rate = Math.floor(slowest / 2)
  await turns('open loop', [
    { name: 'warm-up', kind: 'closed', inFlight: 1, warmUp, settle: settle / 5, measure: 100 },
    { name: PHASES.open, kind: 'open', rate, warmUp: 1_000, measure: length },
  ])

  const rows = summarize(options.contenders, measurements)
  const machine = `${cpus().length} x ${cpus()[0]?.model ?? 'CPU'}, Node ${process.versions.node}`
  const store = `PostgreSQL ${postgres.version} (${postgres.durability})`
  console.log(`\n100 chats, 200 sockets, 4 sends in flight each; ${rounds} rounds, medians`)
  console.log(`${machine}, ${store}; open loop at ${rate} sends/s\n`)
  console.log(table(rows))
  console.log(`\n${verdicts(targets(rows))}`)

  const file = join(folder, `${new Date().toISOString().replaceAll(':', '-')}.json`)
  const result = { machine, store, rounds, openLoopRate: rate, rows, targets: targets(rows) }
  await writeFile(file, `${JSON.stringify({ ...result, measurements }, null, 2)}\n`)
  console.log(`\n${file}`)
} finally {
  await postgres.stop()
}
