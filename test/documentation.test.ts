import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { examplesOf, faultsIn } from './support/documentation'
import { copyEmptyPglite } from './support/test-database'

const root = join(import.meta.dirname, '..')
const onSource = ['--conditions=@otsy/source', '--import', 'tsx']
const run = promisify(execFile)

let folder: string
let server: ChildProcess | undefined

const pages = [
  'README.md',
  'docs/guide.md',
  'docs/operations.md',
  'packages/server-kit/README.md',
  'packages/client-sdk/README.md',
]

/** What blocks that show a part alone take for given. Each block is a module and may have its own. */
const given = `
type Server = typeof import('@otsy/server-kit')
declare const createOtsyServer: Server['createOtsyServer']
declare const storage: import('@otsy/server-kit').Storage<never>
declare const auth: import('@otsy/server-kit').Authenticator
declare const verifyOrder: import('@otsy/server-kit').VerifyOrder
declare const postgresStorage: typeof import('@otsy/server-kit/postgres').postgresStorage
declare const pool: import('pg').Pool
declare const client: import('ioredis').Redis
declare const redisBus: typeof import('@otsy/server-kit/redis').redisBus
declare const redisPresence: typeof import('@otsy/server-kit/redis').redisPresence
declare const redisRateLimiter: typeof import('@otsy/server-kit/redis').redisRateLimiter
declare const [publicKey, privateKey, subject, notificationId]: readonly [string, string, string, string]
declare const createOtsyClient: typeof import('@otsy/client-sdk').createOtsyClient
declare const otsy: import('@otsy/client-sdk').OtsyClient
declare const chat: import('@otsy/client-sdk').Chat
declare const url: string
declare const getToken: () => Promise<string>
declare const button: HTMLButtonElement
declare const render: (...shown: unknown[]) => void
declare const show: (state: string) => void
`

beforeAll(async () => {
  await mkdir(join(root, '.cache'), { recursive: true })
  // Inside the repository, so that the packages are found as a host would find them.
  folder = await mkdtemp(join(root, '.cache', 'documentation-'))
  for (const page of pages) {
    for (const { file, code } of await examplesOf(root, page))
      await writeFile(join(folder, file), code)
  }
  await writeFile(join(folder, 'given.d.ts'), given)
  const compilerOptions = {
    jsx: 'react-jsx',
    lib: ['ES2023', 'ES2024.String', 'DOM', 'DOM.Iterable'],
    types: ['node'],
    // What an example makes is used after its end.
    noUnusedLocals: false,
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
  const named = (await examplesOf(root, 'README.md')).filter(({ isNamed }) => isNamed)
  expect(named.map(({ file }) => file)).toEqual(['server.ts', 'client.ts', 'chat.tsx'])
})

it('shows no example that does not compile, in any page', { timeout: 120_000 }, () => {
  expect(faultsIn(folder)).toEqual([])
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
