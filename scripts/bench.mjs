// `npm run bench [-- --quick | --rounds 3 | --only relay,otsy-postgres | --profile]`
import { buildOrExit } from './lib/build.mjs'
import { inRoot } from './lib/paths.mjs'
import { run } from './lib/run.mjs'

await buildOrExit({ only: ['bench'] })
const args = [inRoot('bench', 'dist', 'main.js'), ...process.argv.slice(2)]
const { code } = await run(process.execPath, args, { output: 'inherit' })
process.exit(code)
