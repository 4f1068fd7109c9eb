import { getRequestListener } from '@hono/node-server'
import { createOtsyServer, type OtsyServer, type OtsyServerOptions } from '@otsy/server-kit'
import { Hono } from 'hono'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Serving {
  readonly otsy: OtsyServer<unknown>
  /** `http://HOST:PORT`, with the port it really has. */
  readonly url: string
  close(): Promise<void>
}

export interface ServingOptions {
  readonly otsy: OtsyServerOptions<unknown>
  /** Everything but the REST routes and the sockets. */
  readonly pages: (otsy: OtsyServer<unknown>) => Hono
  readonly port: number
  readonly host: string
}

/** One HTTP server for the pages, the REST routes and the sockets. */
export async function serve(options: ServingOptions): Promise<Serving> {
  const otsy = createOtsyServer(options.otsy)
  const pages = new Hono()
    // For a proxy: nothing new once this node begins to go.
    .get('/healthz', (c) =>
      otsy.isOpen ? c.json({ status: 'open' }) : c.json({ status: 'closed' }, 503),
    )
    // Also what is not of the contract there is answered as it says.
    .all('/v1/*', (c) => otsy.handler(c.req.raw))
    .route('/', options.pages(otsy))
  const listener = getRequestListener((request, env) => pages.fetch(request, env))
  const server = createServer((request, response) => void listener(request, response))
  await otsy.attach(server)
  await listen(server, options)
  const { port } = server.address() as AddressInfo
  const host = options.host.includes(':') ? `[${options.host}]` : options.host
  return {
    otsy,
    url: `http://${host}:${port}`,
    async close() {
      // Whoever asks meanwhile is told to go elsewhere, which a closed port could not say.
      await otsy.close()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}

function listen(server: Server, { port, host }: ServingOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}
