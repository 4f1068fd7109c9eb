// `npm run test:faults [-- --seeds N | --seed K | --nodes M | --schedules | --mutations]`: random schedules in
// memory, then the tests of test/faults with real processes. `--seed` alone runs its one schedule.
import { inRoot, tool } from './lib/paths.mjs'
import { run } from './lib/run.mjs'

const given = process.argv.slice(2)
const onSource = ['--conditions=@otsy/source', '--import', 'tsx']

/** @param {string[]} args */
async function node(...args) {
  const { code } = await run(process.execPath, args, { output: 'inherit' })
  if (code !== 0) process.exit(code)
}

if (given[0] === '--mutations') {
  await node(...onSource, inRoot('test', 'faults', 'mutations', 'main.ts'), ...given.slice(1))
} else {
  const rest = given.filter((arg) => arg !== '--schedules')
  await node(...onSource, inRoot('test', 'faults', 'schedules', 'main.ts'), ...rest)
  const schedulesOnly = given.includes('--schedules') || given.includes('--seed')
  if (!schedulesOnly) await node(tool('vitest'), 'run', 'test/faults')
}
