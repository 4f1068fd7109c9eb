// All tests: `npm test`. The browser tests alone, all or those whose name holds a text:
// `npm run test:e2e [-- name]`. What follows the name goes to vitest as it is.
import { readdirSync } from 'node:fs'
import { buildOrExit } from './lib/build.mjs'
import { ensureChromium } from './lib/chromium.mjs'
import { ensureFirefox } from './lib/firefox.mjs'
import { ensureHaproxy } from './lib/haproxy.mjs'
import { ensureRedis } from './lib/redis.mjs'
import { run } from './lib/run.mjs'
import { inRoot, tool } from './lib/paths.mjs'
import { clearReports, reportFile, suites, summary } from './lib/test-report.mjs'

const [first, ...rest] = process.argv.slice(2)
const browserOnly = first === '--e2e'
const names = browserOnly ? ['e2e'] : suites

/** @type {string} */
let chromium
/** @type {string} */
let firefox
try {
  // First of all: to learn after minutes that a part is missing helps nobody.
  const log = (/** @type {string} */ line) => console.error(line)
  chromium = await ensureChromium(log)
  firefox = await ensureFirefox(log)
  if (!browserOnly) await ensureRedis(log)
  if (!browserOnly) await ensureHaproxy(log)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

/**
 * @param {string} suite
 * @param {readonly string[]} args
 */
async function vitest(suite, args) {
  const config = suite === 'e2e' ? 'vitest.e2e.config.ts' : 'vitest.config.ts'
  const reporters = [
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${reportFile(suite)}`,
  ]
  const { code } = await run(
    process.execPath,
    [tool('vitest'), 'run', '--config', config, ...reporters, ...args],
    { output: 'inherit', env: { OTSY_CHROMIUM: chromium, OTSY_FIREFOX: firefox } },
  )
  return code
}

clearReports()
let failed = false
for (const suite of names) {
  console.log(`\n${suite === 'e2e' ? 'Browser tests' : 'Unit and integration tests'}`)
  if (suite === 'e2e')
    await buildOrExit({ only: ['examples/reference-server', 'examples/web'], types: false })
  const code = await vitest(suite, suite === 'e2e' ? e2eFilter() : [])
  failed ||= code !== 0
  // A run that was told to stop does not begin the next suite.
  if (process.exitCode !== undefined) process.exit()
}
console.log(`\n${summary(names)}`)
process.exit(failed ? 1 : 0)

/** A name that is part of a file's name picks files, any other picks tests. */
function e2eFilter() {
  const [name, ...more] = rest
  if (!browserOnly || name === undefined) return []
  if (name.startsWith('-')) return rest
  const isFile = readdirSync(inRoot('e2e')).some((file) => file.includes(name))
  return [...(isFile ? [name] : ['-t', name]), ...more]
}
