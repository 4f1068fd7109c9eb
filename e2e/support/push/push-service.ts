import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { generate } from 'selfsigned'
import { WebSocketServer } from 'ws'
import { BrowserSide } from './browser-side'
import { vapidFault } from './vapid'

/** What the sender is answered: an HTTP status, or nothing at all. */
export type Answer = number | 'silent'

/** A push service of the test's own: Firefox listens on a WebSocket, senders post over https. */
export async function startPushService() {
  const pems = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
    ],
  })
  const answers = new Map<string, Answer>()
  const refusals: string[] = []
  let origin = ''
  const browsers = new BrowserSide((channel) => `${origin}/push/${channel}`)

  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const data = await buffer(request)
    const channel = request.url?.replace('/push/', '') ?? ''
    const answer = answers.get(channel)
    if (answer === 'silent') return
    const fault = vapidFault(request.headers.authorization, origin)
    if (fault !== null) refusals.push(fault)
    const status = fault !== null ? 403 : (answer ?? (browsers.channels.has(channel) ? 201 : 410))
    if (status === 201) {
      const ttl = Number(request.headers.ttl ?? 0)
      const topic = request.headers.topic
      browsers.push(channel, {
        data: data.toString('base64url'),
        ttl,
        ...(typeof topic === 'string' && { topic }),
      })
    }
    response.writeHead(status, { location: `${origin}/message/${randomUUID()}` }).end()
  }
  const https = createServer({ key: pems.private, cert: pems.cert }, (request, response) => {
    take(request, response).catch(() => response.destroy())
  })
  const sockets = new WebSocketServer({
    port: 0,
    host: '127.0.0.1',
    handleProtocols: (offered) => offered.has('push-notification') && 'push-notification',
  })
  sockets.on('connection', (socket) => browsers.connect(socket))
  await Promise.all([
    once(https.listen(0, '127.0.0.1'), 'listening'),
    sockets.address() === null ? once(sockets, 'listening') : null,
  ])
  origin = `https://127.0.0.1:${(https.address() as AddressInfo).port}`

  return {
    origin,
    certificate: pems.cert,
    webSocketUrl: `ws://127.0.0.1:${(sockets.address() as AddressInfo).port}/`,
    browsers,
    /** Why senders were refused. */
    refusals: refusals as readonly string[],
    /** From now on senders to a browser's channel are answered this. */
    answer(channel: string, answer: Answer) {
      answers.set(channel, answer)
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets.clients) socket.terminate()
      sockets.close()
      https.closeAllConnections()
      https.close()
      await once(https, 'close')
    },
  }
}
