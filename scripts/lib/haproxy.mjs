import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { installWithApt } from './apt.mjs'

const advice = [
  'The cluster and its tests need HAProxy (2.4 or newer). Install with:',
  '  sudo apt-get update && sudo apt-get install -y haproxy',
  'or name one of your own in OTSY_HAPROXY.',
].join('\n')

/** The proxy the cluster runs: OTSY_HAPROXY, else the first one in PATH or where Debian puts it. */
export function findHaproxy() {
  const named = process.env['OTSY_HAPROXY']
  if (named) return existsSync(named) ? named : null
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin']
  return folders.map((folder) => join(folder, 'haproxy')).find(existsSync) ?? null
}

/**
 * Makes sure that HAProxy is there, installing it where that is allowed.
 * @param {(line: string) => void} log
 * @throws with the line to run, where it cannot be had
 */
export async function ensureHaproxy(log) {
  if (findHaproxy() === null && !process.env['OTSY_HAPROXY']) await installWithApt(['haproxy'], log)
  if (findHaproxy() === null) throw new Error(advice)
}
