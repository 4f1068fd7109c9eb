import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { installWithApt } from './apt.mjs'

const advice = [
  'The tests of several nodes need a Redis server (7 or newer). Install with:',
  '  sudo apt-get update && sudo apt-get install -y redis-server',
  'or name one of your own in OTSY_REDIS_SERVER.',
].join('\n')

/** The server the tests start: OTSY_REDIS_SERVER, else the first one in PATH, else null. */
export function findRedis() {
  const named = process.env['OTSY_REDIS_SERVER']
  if (named) return existsSync(named) ? named : null
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.map((folder) => join(folder, 'redis-server')).find(existsSync) ?? null
}

/**
 * Makes sure that a Redis server is there, installing it where that is allowed.
 * @param {(line: string) => void} log
 * @throws with the line to run, where it cannot be had
 */
export async function ensureRedis(log) {
  if (findRedis() === null && !process.env['OTSY_REDIS_SERVER']) {
    await installWithApt(['redis-server'], log)
  }
  if (findRedis() === null) throw new Error(advice)
}
