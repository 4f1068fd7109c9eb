import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { inRoot, tool } from '../lib/paths.mjs'
import { run } from '../lib/run.mjs'
import { published, subpaths } from '../lib/workspaces.mjs'

/** @typedef {import('../lib/workspaces.mjs').Workspace} Workspace */

/**
 * The packages as a host gets them: packed, unpacked in a folder outside the repository beside
 * exactly what they declare, then imported as ESM and CJS and type-checked as each resolution sees
 * them. What a package uses and does not declare is not found here.
 * @type {import('../check.mjs').Check}
 */
export const consumer = {
  name: 'consumer',
  run: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'otsy-consumer-'))
    try {
      const packages = published().filter((pkg) => subpaths(pkg).length > 0)
      for (const pkg of packages) await installInto(folder, pkg)
      for (const name of ['@types/node', 'undici-types']) link(folder, name, inRoot())
      writeConsumer(folder, packages.flatMap(specifiers))
      const failures = []
      for (const step of [...steps, ...packages.flatMap(commands)]) {
        const { code, output } = await run(process.execPath, step.args, { cwd: folder })
        if (code !== 0) failures.push(`${step.name}:\n${output.trim()}`)
      }
      return { ok: failures.length === 0, output: failures.join('\n\n') }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

const steps = [
  { name: 'import', args: ['esm.mjs'] },
  { name: 'require', args: ['cjs.cjs'] },
  ...['node16', 'node16-cjs', 'node16-server', 'node20-cjs', 'bundler'].map((name) => ({
    name: `types for ${name}`,
    args: [tool('tsc'), '-p', `tsconfig.${name}.json`],
  })),
]

/**
 * The commands it brings, as the links in node_modules/.bin would run them.
 * @param {Workspace} pkg
 */
const commands = (pkg) =>
  Object.entries(pkg.manifest.bin ?? {}).map(([name, file]) => ({
    name: `${name} --help`,
    args: [join('node_modules', pkg.name, file), '--help'],
  }))

/**
 * Subpaths that are code; one with an ending is a file to be served as it is.
 * @param {Workspace} pkg
 */
const specifiers = (pkg) =>
  subpaths(pkg)
    .filter((subpath) => !/\.[a-z]+$/.test(subpath))
    .map((subpath) => pkg.name + subpath.slice(1))

/**
 * @param {string} folder
 * @param {Workspace} pkg
 */
async function installInto(folder, pkg) {
  const args = ['pack', pkg.path, '--pack-destination', folder, '--silent']
  const packed = await run('npm', args)
  const file = packed.output.trim().split('\n').at(-1) ?? ''
  if (packed.code !== 0) throw new Error(`npm pack ${pkg.folder}: ${packed.output}`)
  const target = join(folder, 'node_modules', ...pkg.name.split('/'))
  mkdirSync(target, { recursive: true })
  const unpacked = await run('tar', [
    '-xzf',
    join(folder, file),
    '-C',
    target,
    '--strip-components=1',
  ])
  if (unpacked.code !== 0) throw new Error(`tar ${file}: ${unpacked.output}`)
  const { dependencies = {}, peerDependencies = {} } = pkg.manifest
  for (const name of Object.keys(dependencies)) link(target, name, pkg.path)
  // Peers are the host's, and so are the types that come beside them.
  for (const name of Object.keys(peerDependencies)) {
    link(folder, name, pkg.path)
    link(folder, `@types/${name.replace('@', '').replace('/', '__')}`, pkg.path)
  }
}

/**
 * Links a package as it is installed here, whether hoisted or not; nothing where there is none.
 * @param {string} target the folder that gets it
 * @param {string} name
 * @param {string} from the workspace that has it
 */
function link(target, name, from) {
  if (name.startsWith('@otsy/')) return
  const installed = [from, inRoot()]
    .map((base) => join(base, 'node_modules', ...name.split('/')))
    .find((path) => existsSync(path))
  const place = join(target, 'node_modules', ...name.split('/'))
  if (!installed || existsSync(place)) return
  mkdirSync(dirname(place), { recursive: true })
  symlinkSync(installed, place, 'dir')
}

/**
 * @param {string} folder
 * @param {readonly string[]} names
 */
function writeConsumer(folder, names) {
  const imports = names.map((name, index) => `import * as m${index} from '${name}'`).join('\n')
  const all = `{ ${names.map((name, index) => `'${name}': m${index}`).join(', ')} }`
  const ofServer = names.filter((name) => name.startsWith('@otsy/server-kit'))
  const verify = `for (const [name, module] of Object.entries(loaded)) {
  if (Object.keys(module).length === 0) throw new Error(name + ' exports nothing')
}\n`
  const requires = names.map((name) => `'${name}': require('${name}')`).join(', ')
  const files = {
    'package.json': JSON.stringify({ name: 'consumer', private: true }),
    'esm.mjs': `${imports}\nconst loaded = ${all}\n${verify}`,
    'cjs.cjs': `const loaded = { ${requires} }\n${verify}`,
    'esm.mts': `${imports}\nexport const loaded: Record<string, object> = ${all}\n`,
    'cjs.cts': `${imports}\nexport const loaded: Record<string, object> = ${all}\n`,
    'server.cts': ofServer.map((name, i) => `import type * as m${i} from '${name}'\n`).join(''),
    'bundler.ts': `${imports}\nexport const loaded: Record<string, object> = ${all}\n`,
    'tsconfig.node16.json': tsconfig('esm.mts', { module: 'node16' }),
    // node16 does not know that Node has learned to require ES modules, which some dependencies are
    // (what msw needs); node20 does, and there the declarations are checked. The server needs none.
    'tsconfig.node16-cjs.json': tsconfig('cjs.cts', { module: 'node16', skipLibCheck: true }),
    'tsconfig.node16-server.json': tsconfig('server.cts', { module: 'node16' }),
    'tsconfig.node20-cjs.json': tsconfig('cjs.cts', { module: 'node20' }),
    'tsconfig.bundler.json': tsconfig('bundler.ts', { moduleResolution: 'bundler' }),
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
}

/**
 * @param {string} file
 * @param {Record<string, unknown>} options over those below
 */
function tsconfig(file, options) {
  const compilerOptions = {
    target: 'es2022',
    lib: ['es2023', 'dom', 'dom.iterable'],
    module: 'esnext',
    types: ['node'],
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    skipLibCheck: false,
    ...options,
  }
  return JSON.stringify({ compilerOptions, files: [file] })
}
