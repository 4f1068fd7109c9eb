import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root, tool } from '../lib/paths.mjs'
import { run } from '../lib/run.mjs'
import { folders, holds, workspace } from '../lib/workspaces.mjs'

/** @typedef {import('../check.mjs').Check} Check */

/** One check for the root (scripts, browser tests, configuration) and one for each workspace. */
export function typeChecks() {
  return [
    tsc('.', root),
    ...folders
      .map(workspace)
      .filter(({ path }) => holds(path, /\.tsx?$/))
      .map(({ folder, path }) => tsc(folder, path)),
  ]
}

/**
 * @param {string} folder
 * @param {string} path
 * @returns {Check}
 */
function tsc(folder, path) {
  return {
    name: `types ${folder}`,
    run: async () => {
      if (!existsSync(join(path, 'tsconfig.json'))) {
        return { ok: false, output: `${folder} holds TypeScript and no tsconfig.json.` }
      }
      const { code, output } = await run(process.execPath, [tool('tsc'), '-p', path])
      return { ok: code === 0, output }
    },
  }
}
