// `npm run test:faults -- --mutations [number …]`: switches the mechanism behind each fault off, one at a time
// and in memory only, and looks whether the fault's test fails. First all those tests must pass.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root, VARIABLE, type Mutation } from './mutation'
import { mutations } from './table'

/** A mechanism that is missing may make a test wait for ever; that is noticing, too. */
const MOST_MS = 180_000

interface Tally {
  readonly passed: number
  readonly failed: number
  readonly isOver: boolean
  /** Of the first that failed. */
  readonly why: string | undefined
}

/** What is read of vitest's own. */
interface Report {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numFailedTestSuites: number
  readonly testResults: readonly {
    readonly message: string
    readonly assertionResults: readonly { readonly failureMessages: readonly string[] }[]
  }[]
}

const wanted = process.argv.slice(2).map(Number)
if (wanted.some((fault) => !mutations.some((one) => one.fault === fault))) {
  console.error(`There are mutations of the faults 1 to 34; give their numbers, or none for all.`)
  process.exit(2)
}
const chosen = mutations.filter(({ fault }) => wanted.length === 0 || wanted.includes(fault))
const folder = mkdtempSync(join(tmpdir(), 'otsy-mutations-'))
let running: ChildProcess | undefined
let survived = 0
let killed = 0
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
process.on('SIGINT', () => {
  if (running?.pid !== undefined) process.kill(-running.pid, 'SIGKILL')
  console.log(`Stopped: ${killed} noticed, ${survived} not, of ${chosen.length}`)
  process.exit(130)
})

for (const mutation of chosen) {
  const { fault, without, test } = mutation
  const sound = await run(mutation, {})
  if (sound.failed > 0 || sound.passed === 0 || !sound.isOver) {
    const why = sound.why ?? 'nothing passed'
    console.error(`fault ${fault}: its test in ${test} does not pass as it is: ${why}`)
    process.exit(1)
  }
  const { failed, isOver } = await run(mutation, {
    [VARIABLE]: String(mutations.indexOf(mutation)),
  })
  const isNoticed = failed > 0 || !isOver
  if (isNoticed) killed++
  else survived++
  const verdict = isNoticed ? (isOver ? 'noticed ' : 'hung    ') : 'SURVIVED'
  console.log(`fault ${String(fault).padStart(2)}  ${verdict}  without ${without}`)
}
console.log(`${killed} of ${chosen.length} mechanisms are missed by the test of their fault`)
process.exit(survived > 0 ? 1 : 0)

function run({ fault, test }: Mutation, env: Record<string, string>): Promise<Tally> {
  const report = join(folder, 'report.json')
  rmSync(report, { force: true })
  const args = [
    ...[join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', test],
    ...['-t', `fault ${fault}:`, '--config', join(import.meta.dirname, 'vitest.config.ts')],
    ...['--root', root, '--reporter=json', `--outputFile=${report}`],
  ]
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: 'ignore',
      detached: true,
    })
    running = child
    const timer = setTimeout(() => child.pid && process.kill(-child.pid, 'SIGKILL'), MOST_MS)
    child.on('close', () => {
      clearTimeout(timer)
      resolve(tallyOf(report))
    })
  })
}

function tallyOf(report: string): Tally {
  try {
    const { numPassedTests, numFailedTests, numFailedTestSuites, testResults } = JSON.parse(
      readFileSync(report, 'utf8'),
    ) as Report
    const failed = numFailedTests + (numPassedTests === 0 ? numFailedTestSuites : 0)
    const said = testResults.flatMap(({ message, assertionResults }) => [
      ...assertionResults.flatMap(({ failureMessages }) => failureMessages),
      message,
    ])
    return { passed: numPassedTests, failed, isOver: true, why: said.find((text) => text !== '') }
  } catch {
    return { passed: 0, failed: 0, isOver: false, why: `it did not end within ${MOST_MS} ms` }
  }
}
