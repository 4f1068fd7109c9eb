// Three nodes of the demo behind a proxy, on a PostgreSQL and a Redis of their own: `npm run cluster`.
import { spawn } from 'node:child_process'
import { buildOrExit } from './lib/build.mjs'
import { ensureHaproxy } from './lib/haproxy.mjs'
import { inRoot } from './lib/paths.mjs'
import { ensureRedis } from './lib/redis.mjs'

try {
  const log = (/** @type {string} */ line) => console.error(line)
  await ensureRedis(log)
  await ensureHaproxy(log)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
await buildOrExit({ only: ['examples/reference-server', 'examples/web'], types: false })

const main = inRoot('examples', 'cluster', 'src', 'main.ts')
// A session of its own, so that Ctrl-C does not end the database before the nodes have drained; when
// this process dies, the channel says so.
const child = spawn(process.execPath, ['--import', 'tsx', main], {
  detached: true,
  stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => child.kill('SIGTERM'))
}
child.once('exit', (code) => process.exit(code ?? 1))
