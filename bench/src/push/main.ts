// `npm run bench -- --push [--quick] [--rounds 5] [--people 100000]`: how fast pushes go out.
import { mkdir, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { measureBroadcast } from './broadcast'
import { compareSenders, summarizeSenders } from './compare'
import { broadcastLines, senderTable } from './print'
import { startScene } from './scene'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    people: { type: 'string' },
  },
})
const rounds = Number(values.rounds ?? (values.quick ? 2 : 5))
// A broadcast in a hurry says nothing of memory.
const people = Math.round(Number(values.people ?? (values.quick ? 0 : 100_000)) / 1_000) * 1_000
const times = values.quick ? { warmUp: 500, measure: 1_500 } : { warmUp: 1_000, measure: 4_000 }

const scene = await startScene()
try {
  const windows = await compareSenders(scene, { rounds, ...times })
  const comparison = summarizeSenders(windows)
  const machine = `${cpus().length} x ${cpus()[0]?.model ?? 'CPU'}, Node ${process.versions.node}`
  console.log(
    `\n303 bytes to 1,000 browsers of one push service, 64 under way; ${rounds} rounds, medians`,
  )
  console.log(`${machine}\n`)
  console.log(`${senderTable(comparison)}\n`)

  const broadcast = people > 0 ? await measureBroadcast(scene, people) : null
  if (broadcast !== null) console.log(`\n${broadcastLines(broadcast)}`)

  const folder = fileURLToPath(new URL('../results', import.meta.url))
  await mkdir(folder, { recursive: true })
  const file = join(folder, `push-${new Date().toISOString().replaceAll(':', '-')}.json`)
  await writeFile(
    file,
    `${JSON.stringify({ machine, rounds, comparison, broadcast, windows }, null, 2)}\n`,
  )
  console.log(`\n${file}`)
} finally {
  await scene.end()
}
