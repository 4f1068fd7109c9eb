import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { tool } from '../lib/paths.mjs'
import { run } from '../lib/run.mjs'
import { published, subpaths } from '../lib/workspaces.mjs'

/** @typedef {import('../check.mjs').Check} Check */
/** @typedef {import('../lib/workspaces.mjs').Workspace} Workspace */

/** What holds for each published package that has something to import, after a build. */
export function packageChecks() {
  return published()
    .filter((pkg) => subpaths(pkg).length > 0)
    .flatMap((pkg) => [exportsExist(pkg), publint(pkg), areTheTypesWrong(pkg)])
}

/**
 * @param {Workspace} pkg
 * @returns {Check}
 */
function exportsExist(pkg) {
  return {
    name: `exports ${pkg.folder}`,
    run: () => {
      const files = [...filesOf(pkg.manifest.exports), ...filesOf(pkg.manifest.bin)]
      const missing = files.filter((file) => !existsSync(join(pkg.path, file)))
      const output = missing.map((file) => `${pkg.folder}/package.json names ${file}: no such file`)
      return Promise.resolve({ ok: missing.length === 0, output: output.join('\n') })
    },
  }
}

/**
 * The files a map of exports or bin names, patterns left out.
 * @param {unknown} value
 * @returns {string[]}
 */
function filesOf(value) {
  if (typeof value === 'string') return value.includes('*') ? [] : [value]
  if (value === null || typeof value !== 'object') return []
  return Object.values(value).flatMap(filesOf)
}

/**
 * @param {Workspace} pkg
 * @returns {Check}
 */
function publint(pkg) {
  return {
    name: `publint ${pkg.folder}`,
    run: async () => {
      const args = [tool('publint'), 'run', pkg.path, '--strict', '--pack', 'npm']
      const { code, output } = await run(process.execPath, args)
      return { ok: code === 0, output }
    },
  }
}

/**
 * @param {Workspace} pkg
 * @returns {Check}
 */
function areTheTypesWrong(pkg) {
  return {
    name: `attw ${pkg.folder}`,
    run: async () => {
      const args = [tool('attw'), '--pack', pkg.path, '--profile', 'node16', '--no-emoji']
      const { code, output } = await run(process.execPath, args)
      return { ok: code === 0, output }
    },
  }
}
