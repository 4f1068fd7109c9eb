import { run } from './run.mjs'

/**
 * Installs packages of Debian where that is allowed: as root, with apt-get. Elsewhere nothing happens.
 * @param {readonly string[]} packages
 * @param {(line: string) => void} log
 */
export async function installWithApt(packages, log) {
  const isRoot = process.getuid?.() === 0
  if (!isRoot || (await run('apt-get', ['--version'])).code !== 0) return
  log(`Installing ${packages.join(', ')} with apt-get …`)
  /** @type {import('./run.mjs').RunOptions} */
  const options = { env: { DEBIAN_FRONTEND: 'noninteractive' }, output: 'stderr' }
  await run('apt-get', ['update', '-qq'], options)
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], options)
}
