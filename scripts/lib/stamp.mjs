import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { cache, root } from './paths.mjs'

const skipped = new Set(['node_modules', 'dist', '.cache', '.data', 'coverage'])

/**
 * A digest of the names and contents of files and of all files below folders; what does not exist
 * counts as absent. By content, because a fresh clone and a `git switch` leave times that say nothing.
 * @param {readonly string[]} paths
 * @param {readonly string[]} [extra] mixed in as they are
 */
export function digest(paths, extra = []) {
  const hash = createHash('sha256')
  for (const file of paths.flatMap(filesIn)) {
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0')
  }
  for (const text of extra) hash.update(text).update('\0')
  return hash.digest('hex')
}

/**
 * @param {string} path
 * @returns {string[]} files, sorted, tests left out: no build holds them
 */
export function filesIn(path) {
  if (!existsSync(path)) return []
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      if (skipped.has(entry.name) || /\.(test|test-d)\.tsx?$/.test(entry.name)) return []
      const inner = join(path, entry.name)
      return entry.isDirectory() ? filesIn(inner) : [inner]
    })
}

/** @param {string} name */
const stampFile = (name) => join(cache, 'stamps', name)

/** @param {string} name */
export function readStamp(name) {
  const file = stampFile(name)
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}

/** @param {string} name */
export function clearStamp(name) {
  rmSync(stampFile(name), { force: true })
}

/**
 * @param {string} name
 * @param {string} value
 */
export function writeStamp(name, value) {
  const file = stampFile(name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, value)
}
