import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { inRoot } from './paths.mjs'
import { run } from './run.mjs'
import { clearStamp, digest, readStamp, writeStamp } from './stamp.mjs'
import { folders, workspace } from './workspaces.mjs'

/** What every build depends on beside its own folder. */
const shared = [
  inRoot('tsconfig.base.json'),
  inRoot('package.json'),
  inRoot('node_modules', '.package-lock.json'),
]

/**
 * @typedef {object} BuildResult
 * @property {string} folder
 * @property {'built' | 'fresh' | 'failed' | 'held back'} outcome `held back`: what it needs failed
 * @property {number} ms
 * @property {string} output of the builder, kept for a failure
 */

/** @typedef {{ result: BuildResult, stamp: string }} Done */

/**
 * @typedef {object} BuildOptions
 * @property {readonly string[]} [only] these and what they need
 * @property {boolean} [types] false: without declarations, which take most of the time and which
 * nothing needs that only runs; default true
 * @property {(line: string) => void} [log]
 */

/**
 * Builds what changed, in dependency order, side by side where that order allows.
 * @param {BuildOptions} [options]
 * @returns {Promise<BuildResult[]>}
 */
export async function build({ only, types = true, log = () => {} } = {}) {
  const all = folders.map(workspace).filter(({ manifest }) => manifest.scripts?.['build'])
  /** @type {Map<string, Promise<Done>>} */
  const started = new Map()

  /** @type {(target: import('./workspaces.mjs').Workspace) => Promise<Done>} */
  const start = (target) => {
    const running = started.get(target.folder)
    if (running) return running
    // Not devDependencies: what tests need is no matter of a build.
    const needs = all.filter(({ name }) => name in (target.manifest.dependencies ?? {}))
    const job = Promise.all(needs.map(start)).then((done) => buildOne({ target, types, log }, done))
    started.set(target.folder, job)
    return job
  }

  const wanted = only ? all.filter(({ folder }) => only.includes(folder)) : all
  await Promise.all(wanted.map(start))
  const results = await Promise.all(started.values())
  return results.map(({ result }) => result)
}

/**
 * @param {{ target: import('./workspaces.mjs').Workspace, types: boolean, log: (line: string) => void }} job
 * @param {readonly Done[]} needs
 * @returns {Promise<Done>}
 */
async function buildOne({ target, types, log }, needs) {
  const { folder } = target
  const began = Date.now()
  const stamp = digest(
    [target.path, ...shared],
    needs.map((need) => need.stamp),
  )
  const whole = `build-${folder.replace('/', '-')}`
  const running = `${whole}-running`
  /**
   * @param {BuildResult['outcome']} outcome
   * @param {string} [output]
   */
  const end = (outcome, output = '') => {
    const ms = Date.now() - began
    if (outcome === 'built') log(`built ${folder} in ${(ms / 1000).toFixed(1)} s`)
    return { result: { folder, outcome, ms, output }, stamp }
  }

  if (needs.some(({ result }) => ['failed', 'held back'].includes(result.outcome))) {
    return end('held back')
  }
  const isFresh = readStamp(whole) === stamp || (!types && readStamp(running) === stamp)
  if (isFresh && existsSync(join(target.path, 'dist'))) return end('fresh')
  // Each build begins with an empty folder: what the last one left there is gone.
  clearStamp(whole)
  clearStamp(running)
  const env = { OTSY_BUILD_TYPES: types ? '1' : '0' }
  const { code, output } = await run('npm', ['run', 'build', '--silent', '-w', target.name], {
    env,
  })
  if (code !== 0) return end('failed', output)
  writeStamp(types ? whole : running, stamp)
  return end('built')
}

/**
 * Builds for a command that cannot go on without, and ends the process with the builder's words
 * where that fails.
 * @param {Pick<BuildOptions, 'only' | 'types'> & { quiet?: boolean }} [options]
 */
export async function buildOrExit({ only, types = true, quiet = false } = {}) {
  const log = quiet ? () => {} : (/** @type {string} */ line) => console.error(line)
  const results = await build({ ...(only ? { only } : {}), types, log })
  const failed = results.filter(({ outcome }) => outcome === 'failed')
  for (const { folder, output } of failed) {
    console.error(`\nBuilding ${folder} failed:\n\n${output.trim()}\n`)
  }
  if (failed.length > 0) process.exit(1)
}
