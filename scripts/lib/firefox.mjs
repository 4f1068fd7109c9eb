import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { installWithApt } from './apt.mjs'

const names = ['firefox-esr', 'firefox']

const applications = ['/Applications/Firefox.app/Contents/MacOS/firefox']

/** The browser that takes real pushes: OTSY_FIREFOX, else the first one in PATH, else null. */
export function findFirefox() {
  const named = process.env['OTSY_FIREFOX']
  if (named) return existsSync(named) ? named : null
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const inPath = names.flatMap((name) => folders.map((folder) => join(folder, name)))
  return [...inPath, ...applications].find((file) => existsSync(file)) ?? null
}

/**
 * Makes sure that Firefox is there, installing it where that is allowed.
 * @param {(line: string) => void} log
 * @returns {Promise<string>} the browser's file
 * @throws with the line to run, where it cannot be had
 */
export async function ensureFirefox(log) {
  const named = process.env['OTSY_FIREFOX']
  if (findFirefox() === null && !named) await installWithApt(['firefox-esr'], log)
  const file = findFirefox()
  if (file !== null) return file
  if (named) throw new Error(`OTSY_FIREFOX names ${named}, which does not exist.`)
  throw new Error(
    [
      'The browser tests of pushes need Firefox. Install with:',
      '  sudo apt-get update && sudo apt-get install -y firefox-esr',
      'or name one of your own in OTSY_FIREFOX.',
    ].join('\n'),
  )
}
