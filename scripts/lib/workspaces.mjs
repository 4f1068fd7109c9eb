import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { inRoot } from './paths.mjs'

/**
 * @typedef {object} Workspace
 * @property {string} folder from the root, for example `packages/protocol`
 * @property {string} path absolute
 * @property {string} name
 * @property {Manifest} manifest
 */

/**
 * @typedef {object} Manifest
 * @property {string} name
 * @property {string} version
 * @property {boolean} [private]
 * @property {Record<string, unknown>} [exports]
 * @property {Record<string, string>} [bin]
 * @property {Record<string, string>} [scripts]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [peerDependencies]
 * @property {Record<string, string>} [devDependencies]
 */

/** Folders of the workspaces, in an order in which each comes after what it needs. */
export const folders = [
  'packages/protocol',
  'packages/server-kit',
  'packages/client-sdk',
  'examples/reference-server',
  'examples/web',
  'bench',
]

/**
 * @param {string} folder
 * @returns {Workspace}
 */
export function workspace(folder) {
  const path = inRoot(...folder.split('/'))
  /** @type {Manifest} */
  const manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'))
  return { folder, path, name: manifest.name, manifest }
}

/** The packages that are published. */
export const published = () =>
  folders.map(workspace).filter(({ manifest }) => manifest.private !== true)

/**
 * Subpaths of a package, `.` first, without the manifest's own.
 * @param {Workspace} pkg
 */
export const subpaths = ({ manifest }) =>
  Object.keys(manifest.exports ?? {}).filter((key) => key !== './package.json')

/**
 * Whether a folder holds a file with this ending, tests and all.
 * @param {string} path
 * @param {RegExp} ending
 * @returns {boolean}
 */
export function holds(path, ending) {
  if (!existsSync(path)) return false
  return readdirSync(path, { withFileTypes: true }).some((entry) => {
    if (entry.name === 'node_modules' || entry.name === 'dist') return false
    return entry.isDirectory() ? holds(join(path, entry.name), ending) : ending.test(entry.name)
  })
}
