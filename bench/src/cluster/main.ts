// `npm run bench -- --cluster [rounds]`: two nodes against one, what the guarantees cost, catching up.
import { startRedis } from '../../../test/support/redis'
import { startBenchPostgres } from '../postgres'
import { median } from '../statistics'
import { catchUp, type CaughtUp } from './catch-up'
import { deliver, type Delivered } from './deliver'
import { shapes, startNodes, type Shape } from './node'
import { readRounds } from '../rounds'

const rounds = readRounds(process.argv.slice(2), 1)
const redis = await startRedis()
const postgres = await startBenchPostgres()
const delivered = new Map<Shape, Delivered[]>()
const caughtUp: CaughtUp[] = []
try {
  for (let round = 1; round <= rounds; round++) {
    for (const shape of shapes) {
      const database = await postgres.database('cluster')
      const nodes = await startNodes(shape, { database, redis: redis.url })
      const found = await deliver(nodes, postgres.dataDir)
      console.error(`round ${round}: ${shape.title}, p99 ${found.p99.toFixed(1)} ms`)
      delivered.set(shape, [...(delivered.get(shape) ?? []), found])
      const [first] = nodes
      if (shape === shapes.at(-1) && first !== undefined) {
        caughtUp.push(await catchUp(first, database))
      }
      await Promise.all(nodes.map((node) => node.stop()))
    }
  }
} finally {
  await redis.stop()
  await postgres.stop()
}
print()

function print(): void {
  const row = (cells: readonly string[]) => console.log(`| ${cells.join(' | ')} |`)
  row(['shape', 'p50 ms', 'p99 ms', 'CPU servers µs', 'database µs'])
  row(['---', '---:', '---:', '---:', '---:'])
  for (const [{ title }, all] of delivered) {
    const of = (key: keyof Delivered) => median(all.map((found) => found[key])).toFixed(1)
    row([title, of('p50'), of('p99'), of('servers'), of('database')])
  }
  const of = (key: keyof CaughtUp) => median(caughtUp.map((found) => found[key]))
  console.log(
    `\n${of('clients')} clients caught up with ${of('missed')} messages each in ` +
      `${(of('tookMs') / 1_000).toFixed(1)} s, ${of('transactions').toFixed(1)} transactions each`,
  )
}
