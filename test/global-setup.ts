import { createServer, type ServerResponse } from 'node:http'
import type { TestProject } from 'vitest/node'
import type {} from './support/parts'
import { startPostgres, type RunningPostgres } from './support/postgres'

/** One PostgreSQL for the whole run, started by the first test file that asks, stopped at the end. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let postgres: Promise<RunningPostgres> | undefined

  const server = createServer((request, response) => {
    if (request.url !== '/postgres') return answer(response, 404, 'no such part')
    postgres ??= startPostgres()
    postgres.then(
      ({ url }) => answer(response, 200, url),
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
  }
}

function answer(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'text/plain' }).end(body)
}
