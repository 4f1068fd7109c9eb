// `npm run bench [-- --quick | --rounds 3 | --only relay,otsy-postgres | --profile]`, or
// `npm run bench -- --bus [rounds]`: what carries signals between nodes.
import { buildOrExit } from './lib/build.mjs'
import { inRoot } from './lib/paths.mjs'
import { run } from './lib/run.mjs'

await buildOrExit({ only: ['bench'] })
const given = process.argv.slice(2)
const args =
  given[0] === '--bus'
    ? [inRoot('bench', 'dist', 'bus.js'), ...given.slice(1)]
    : [inRoot('bench', 'dist', 'main.js'), ...given]
const { code } = await run(process.execPath, args, { output: 'inherit' })
process.exit(code)
