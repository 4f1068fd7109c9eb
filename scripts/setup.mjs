// Installs what is missing. Runs before every command of package.json, so it must need nothing
// installed and cost next to nothing when there is nothing to do.
import { existsSync, readFileSync } from 'node:fs'
import { inRoot } from './lib/paths.mjs'
import { run } from './lib/run.mjs'
import { missingPackages } from './lib/installed.mjs'

const quiet = process.argv.includes('--quiet')

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Otsy needs Node 20.19 or newer; this is ${process.versions.node}. Install it from https://nodejs.org or with your version manager (nvm install 20).`,
  )
  process.exit(1)
}

/** @param {string} file */
const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : null)

// npm writes the second file when an installation is complete, so it is the stamp of what is there.
const missing = missingPackages(
  read(inRoot('package-lock.json')),
  read(inRoot('node_modules', '.package-lock.json')),
)

if (missing.length > 0) {
  if (!quiet) console.error(`Installing (${missing.length} packages are missing or outdated) …`)
  const npm = process.env['npm_execpath']
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund']
  const { code } = await (npm
    ? run(process.execPath, [npm, ...args], { output: 'stderr' })
    : run('npm', args, { output: 'stderr' }))
  if (code !== 0) {
    console.error('npm ci failed; its own words stand above. Run it again by itself: npm ci')
    process.exit(code)
  }
}
