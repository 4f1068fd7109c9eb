import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'
import type {} from './support/parts'
import { startPostgres, type RunningPostgres } from './support/postgres'

const run = promisify(execFile)
// A process of its own: this one is vitest's, which resolves packages as they are built.
const MAKER = join(import.meta.dirname, 'support', 'pglite-maker.ts')

/**
 * The parts that test files share: one PostgreSQL, and one empty PGlite folder to copy. Each is made
 * for the first test file that asks, and is gone at the end of the run.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let postgres: Promise<RunningPostgres> | undefined
  let pglite: Promise<string> | undefined
  const parts: Readonly<Record<string, () => Promise<string>>> = {
    '/postgres': () => (postgres ??= startPostgres()).then(({ url }) => url),
    '/pglite': () => (pglite ??= makePgliteFolder()),
  }

  const server = createServer((request, response) => {
    const part = parts[request.url ?? '']
    if (part === undefined) return answer(response, 404, 'no such part')
    part().then(
      (address) => answer(response, 200, address),
      (fault: unknown) => answer(response, 500, fault instanceof Error ? fault.message : 'failed'),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no address')
  project.provide('otsyParts', `http://127.0.0.1:${address.port}`)

  return async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await postgres?.then(
      (running) => running.stop(),
      () => undefined,
    )
    await pglite?.then(
      (folder) => rm(folder, { recursive: true, force: true }),
      () => undefined,
    )
  }
}

/**
 * Making a new database takes PGlite seconds, and the tables some more; a copy of one that has them
 * and nothing in them, nearly nothing. What opens the copy finds a folder that was restored, and gives
 * it a name of its own.
 */
async function makePgliteFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'otsy-empty-pglite-'))
  await run(process.execPath, ['--conditions=@otsy/source', '--import', 'tsx', MAKER, folder])
  return folder
}

function answer(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'text/plain' }).end(body)
}
