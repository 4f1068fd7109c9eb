// `npm run test:faults`: random schedules in memory, then every fault with real processes, as long as the
// promises say. `-- --seeds N --seed K --nodes M --workers W --schedules` for the schedules (`--seed` alone runs
// its one), `-- --real` for the real processes alone, `-- --mutations [N …]` for what the tests would miss.
import { ensureRedis } from './lib/redis.mjs'
import { inRoot, tool } from './lib/paths.mjs'
import { run } from './lib/run.mjs'

const given = process.argv.slice(2)
const has = (/** @type {string} */ name) => given.includes(name)
const onSource = ['--conditions=@otsy/source', '--import', 'tsx']
const schedulesOnly = has('--schedules') || (has('--seed') && !has('--seeds'))

/**
 * @param {readonly string[]} args
 * @param {Record<string, string>} [env]
 */
async function node(args, env = {}) {
  const { code } = await run(process.execPath, args, { output: 'inherit', env })
  if (code !== 0) process.exit(code)
}

try {
  // First of all: to learn after minutes that a part is missing helps nobody.
  if (!schedulesOnly) await ensureRedis((line) => console.error(line))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

if (has('--mutations')) {
  const faults = given.filter((arg) => arg !== '--mutations')
  await node([...onSource, inRoot('test', 'faults', 'mutations', 'main.ts'), ...faults])
} else {
  if (!has('--real')) {
    const rest = given.filter((arg) => arg !== '--schedules')
    await node([...onSource, inRoot('test', 'faults', 'schedules', 'main.ts'), ...rest])
  }
  if (!schedulesOnly) {
    const where = has('--real') ? 'test/faults/real' : 'test/faults'
    await node([tool('vitest'), 'run', where], { OTSY_REAL_FAULTS: 'long' })
  }
}
