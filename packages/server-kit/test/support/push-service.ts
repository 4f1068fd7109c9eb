import { once } from 'node:events'
import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { generate } from 'selfsigned'
import type { TestService } from '../../src/adapters/web-push'

export interface TakenPush {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export type Answer = (response: ServerResponse, push: TakenPush) => void

/** A push service on this machine over https, which answers as it is told. */
export class TestPushService implements AsyncDisposable {
  readonly test: TestService
  readonly pushes: TakenPush[] = []
  /** Made so far. */
  connections = 0
  answer: Answer = (response) => response.writeHead(201).end()
  readonly #close: () => Promise<void>

  private constructor(test: TestService, close: () => Promise<void>) {
    this.test = test
    this.#close = close
  }

  static async start(): Promise<TestPushService> {
    const { key, cert } = await certificate()
    const server = createServer({ key, cert }, (request, response) => {
      void (async () => {
        const push = {
          path: request.url ?? '',
          headers: request.headers,
          body: await buffer(request),
        }
        service.pushes.push(push)
        service.answer(response, push)
      })()
    })
    server.on('secureConnection', () => service.connections++)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
    const service = new TestPushService({ origin, ca: cert }, async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    })
    return service
  }

  get origin(): string {
    return this.test.origin
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close()
  }
}

let made: Promise<{ readonly key: string; readonly cert: string }> | undefined

/** One for all services of a test file: making it takes as long as many tests. */
function certificate() {
  made ??= generate([{ name: 'commonName', value: '127.0.0.1' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
    ],
  }).then((pems) => ({ key: pems.private, cert: pems.cert }))
  return made
}
