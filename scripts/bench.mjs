// `npm run bench [-- --quick | --rounds 3 | --only relay,otsy-postgres | --profile]`, then how fast pushes
// go out; `npm run bench -- --push [--quick | --rounds 5]` that alone; `npm run bench -- --bus [--rounds 3]`: what
// carries signals between nodes; `npm run bench -- --cluster [--rounds 3]`: two nodes against one.
import { buildOrExit } from './lib/build.mjs'
import { inRoot } from './lib/paths.mjs'
import { run } from './lib/run.mjs'

await buildOrExit({ only: ['bench'], types: false })
const [first, ...rest] = process.argv.slice(2)
const given = first === undefined ? rest : [first, ...rest]

/**
 * @param {string} name
 * @param {readonly string[]} args
 */
async function runOrExit(name, args) {
  const file = inRoot('bench', 'dist', `${name}.js`)
  const { code } = await run(process.execPath, [file, ...args], { output: 'inherit' })
  if (code !== 0) process.exit(code)
}

if (first === '--bus') await runOrExit('bus', rest)
else if (first === '--cluster') await runOrExit('cluster', rest)
else if (first === '--push') await runOrExit('push', rest)
else {
  await runOrExit('main', given)
  // Who names contenders or wants profiles looks at those alone.
  if (given.every((arg) => arg === '--quick')) await runOrExit('push', given)
}
