import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { tool } from '../lib/paths.mjs'
import { run } from '../lib/run.mjs'
import { filesIn } from '../lib/stamp.mjs'
import { published, subpaths } from '../lib/workspaces.mjs'

/** @typedef {import('../check.mjs').Check} Check */
/** @typedef {import('../lib/workspaces.mjs').Workspace} Workspace */

/** What holds for each published package that has something to import, after a build. */
export function packageChecks() {
  return published()
    .filter((pkg) => subpaths(pkg).length > 0)
    .flatMap((pkg) => [exportsExist(pkg), ownCodeOnly(pkg), publint(pkg), areTheTypesWrong(pkg)])
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
 * The builder bundles what a package imports and does not declare, without a word: then a host gets
 * a copy of its own of a database or a socket library. It leaves the place it took a file from.
 * @param {Workspace} pkg
 * @returns {Check}
 */
function ownCodeOnly(pkg) {
  return {
    name: `bundled ${pkg.folder}`,
    run: () => {
      const dist = join(pkg.path, 'dist')
      const bundled = foreignCode(
        filesIn(dist)
          .filter((file) => /\.c?js$/.test(file))
          .map((file) => readFileSync(file, 'utf8')),
      )
      const output = bundled.map((name) => `${pkg.folder} bundles ${name}: declare it`)
      return Promise.resolve({ ok: bundled.length === 0, output: output.join('\n') })
    },
  }
}

/**
 * Names of the packages whose code stands in built files.
 * @param {readonly string[]} texts
 */
export function foreignCode(texts) {
  const origin = /^\/\/ \S*node_modules\/((?:@[^/\s]+\/)?[^/\s]+)/gm
  const names = texts.flatMap((text) => [...text.matchAll(origin)].map(([, name]) => name ?? ''))
  return [...new Set(names)].sort()
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
