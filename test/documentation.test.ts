import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { copyEmptyPglite } from './support/test-database'

const root = join(import.meta.dirname, '..')
const onSource = ['--conditions=@otsy/source', '--import', 'tsx']
const run = promisify(execFile)

let folder: string
let server: ChildProcess | undefined

/** The code blocks of a page that name their file in the first line. */
async function exampleFiles(page: string): Promise<Map<string, string>> {
  const text = await readFile(join(root, page), 'utf8')
  const blocks = [...text.matchAll(/^```tsx?\n(\/\/ (\S+)\n[\s\S]*?)^```$/gm)]
  return new Map(blocks.map(([, code = '', name = '']) => [name, code]))
}

beforeAll(async () => {
  await mkdir(join(root, '.cache'), { recursive: true })
  // Inside the repository, so that the packages are found as a host would find them.
  folder = await mkdtemp(join(root, '.cache', 'documentation-'))
  for (const page of ['README.md', 'docs/guide.md', 'packages/server-kit/README.md']) {
    for (const [name, code] of await exampleFiles(page)) await writeFile(join(folder, name), code)
  }
  const compilerOptions = {
    jsx: 'react-jsx',
    lib: ['ES2023', 'ES2024.String', 'DOM', 'DOM.Iterable'],
    types: ['node'],
  }
  const config = { extends: '../../tsconfig.base.json', compilerOptions, include: ['*'] }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
})

afterAll(async () => {
  server?.kill('SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

it('has a README with the examples of a server, a client and a page', async () => {
  const names = [...(await exampleFiles('README.md')).keys()]
  expect(names).toEqual(['server.ts', 'client.ts', 'chat.tsx'])
})

it('shows examples that compile', { timeout: 120_000 }, async () => {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const { stdout } = await run(process.execPath, [tsc, '-p', folder]).catch(
    (error: unknown) => error as { stdout: string },
  )
  expect(stdout).toBe('')
})

it('shows a kind of message of the host that is taken', { timeout: 120_000 }, async () => {
  await run(process.execPath, [...onSource, join(folder, 'kinds.ts')])
})

it('shows a test of a host that passes in the runner of Node', { timeout: 120_000 }, async () => {
  const { stdout } = await run(process.execPath, [
    ...onSource,
    '--test',
    join(folder, 'host.test.ts'),
  ])
  expect(stdout).toMatch(/^# pass 1$/m)
})

it('shows a server and a client that talk', { timeout: 120_000 }, async () => {
  const port = await freePort()
  await copyEmptyPglite(join(folder, 'data'))
  const env = {
    ...process.env,
    PORT: String(port),
    DATA_DIR: join(folder, 'data'),
    JWT_SECRET: randomBytes(48).toString('base64'),
    OTSY_URL: `http://127.0.0.1:${port}`,
  }
  const child = spawn(process.execPath, [...onSource, join(folder, 'server.ts')], { env })
  server = child
  let output = ''
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const ended = once(child, 'exit').then(() => {
    throw new Error(`The server of the README ended: ${output}`)
  })
  await Promise.race([answering(`${env.OTSY_URL}/token`), ended])

  const { stdout } = await run(process.execPath, [...onSource, join(folder, 'client.ts')], { env })
  expect(stdout).toContain('sent 卵もお願いします')
})

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

/** Resolves once something answers there; the child has no other sign that it listens. */
async function answering(url: string): Promise<void> {
  for (;;) {
    try {
      await fetch(url)
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}
