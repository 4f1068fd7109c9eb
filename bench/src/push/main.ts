// `npm run bench -- --push [--quick] [--rounds 5]`: how fast pushes go out.
import { mkdir, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { compareSenders, summarizeSenders } from './compare'
import { senderTable } from './print'
import { startScene } from './scene'

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, rounds: { type: 'string' } },
})
const rounds = Number(values.rounds ?? (values.quick ? 2 : 5))
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
  console.log(senderTable(comparison))

  const folder = fileURLToPath(new URL('../results', import.meta.url))
  await mkdir(folder, { recursive: true })
  const file = join(folder, `push-${new Date().toISOString().replaceAll(':', '-')}.json`)
  await writeFile(file, `${JSON.stringify({ machine, rounds, comparison, windows }, null, 2)}\n`)
  console.log(`\n${file}`)
} finally {
  await scene.end()
}
