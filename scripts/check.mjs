// `npm run check`: everything that can be said without running the code. Runs all of it and reports
// each; `npm run check -- lint types` runs those whose name holds one of the words.
import { availableParallelism } from 'node:os'
import { consumer } from './checks/consumer.mjs'
import { packageChecks } from './checks/packages.mjs'
import { size } from './checks/size.mjs'
import { fileLength, format, lint } from './checks/sources.mjs'
import { typeChecks } from './checks/types.mjs'
import { build } from './lib/build.mjs'
import { inParallel } from './lib/run.mjs'

/**
 * @typedef {object} Check
 * @property {string} name
 * @property {() => Promise<{ ok: boolean, output: string, note?: string | undefined }>} run
 */

const words = process.argv.slice(2)
const wanted = (/** @type {Check} */ { name }) =>
  words.length === 0 || words.some((word) => name.includes(word))

/** @type {Check} */
const builds = {
  name: 'build',
  run: async () => {
    const results = await build()
    const failed = results.filter(({ outcome }) => outcome === 'failed')
    const output = failed.map((result) => `${result.folder}:\n${result.output}`).join('\n')
    return { ok: failed.length === 0, output }
  },
}

const width = Math.min(availableParallelism(), 4)
const failed = [
  // The sources first; then what looks at the packages as they are built.
  ...(await runAll([lint, format, fileLength, ...typeChecks()].filter(wanted))),
  ...(await runAll([builds])),
  ...(await runAll([...packageChecks(), size, consumer].filter(wanted))),
]

if (failed.length > 0) console.error(`\n${failed.length} failed: ${failed.join(', ')}`)
process.exit(failed.length > 0 ? 1 : 0)

/**
 * @param {readonly Check[]} checks
 * @returns {Promise<string[]>} the names of those that failed
 */
async function runAll(checks) {
  const outcomes = await inParallel(
    checks.map((check) => () => runOne(check)),
    width,
  )
  return outcomes.filter((name) => name !== null)
}

/**
 * @param {Check} check
 * @returns {Promise<string | null>} its name if it failed
 */
async function runOne(check) {
  const began = Date.now()
  const { ok, output, note } = await check.run().catch((/** @type {unknown} */ error) => ({
    ok: false,
    output: error instanceof Error ? (error.stack ?? error.message) : String(error),
    note: undefined,
  }))
  const seconds = ((Date.now() - began) / 1000).toFixed(1).padStart(6)
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${seconds} s  ${check.name}${note ? `  (${note})` : ''}`)
  if (ok) return null
  console.log(`\n${output.trim().replace(/^/gm, '    ')}\n`)
  return check.name
}
