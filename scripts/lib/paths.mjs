import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's root folder. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** What may be thrown away at any time: stamps, reports, screenshots. */
export const cache = join(root, '.cache')

/**
 * A path inside the repository.
 * @param {string[]} parts
 */
export const inRoot = (...parts) => join(root, ...parts)

/**
 * The file a tool of node_modules/.bin runs, to start it without a shell.
 * @param {string} name
 */
export const tool = (name) => join(root, 'node_modules', '.bin', name)
