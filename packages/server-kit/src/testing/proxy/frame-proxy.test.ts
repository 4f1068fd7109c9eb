import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { frameProxy, type FrameProxy, type FrameProxyOptions } from './frame-proxy'

let server: Server
let sockets: WebSocketServer
let heard: string[]
let proxy: FrameProxy
const clients: WebSocket[] = []

beforeEach(async () => {
  heard = []
  server = createServer((_request, response) => response.end('plain'))
  sockets = new WebSocketServer({ server })
  sockets.on('connection', (socket) =>
    socket.on('message', (data) => {
      heard.push(String(data))
      socket.send(String(data))
    }),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  for (const client of clients.splice(0)) client.terminate()
  await proxy.close()
  sockets.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const start = async (network?: FrameProxyOptions['network']) => {
  const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  proxy = await frameProxy({ target, ...(network && { network }) })
}

async function open(): Promise<WebSocket> {
  const client = new WebSocket(proxy.url.replace('http', 'ws'))
  clients.push(client)
  client.on('error', () => undefined)
  await new Promise((resolve) => client.once('open', resolve))
  return client
}

/** What comes back until a frame with this text has. */
function until(client: WebSocket, last: string): Promise<string[]> {
  const answers: string[] = []
  return new Promise((resolve) => {
    client.on('message', (data) => {
      answers.push(String(data))
      if (String(data) === last) resolve(answers)
    })
  })
}

const closed = (client: WebSocket) => new Promise((resolve) => client.once('close', resolve))

describe('a proxy of frames', () => {
  it('passes frames and requests when nothing is to happen to them', async () => {
    await start()
    const client = await open()
    const answers = until(client, 'two')
    client.send('one')
    client.send('two')
    expect(await answers).toEqual(['one', 'two'])
    expect(await (await fetch(proxy.url)).text()).toBe('plain')
    expect(proxy.trace.map(({ direction, fate }) => `${direction} ${fate}`).sort()).toEqual([
      ...['to client passed', 'to client passed', 'to server passed', 'to server passed'],
    ])
  })

  it('decides over the n-th frame of the n-th connection by the seed', async () => {
    const fates = async (seed: number) => {
      await start({ seed, drop: 0.3, duplicate: 0.3, delay: 3, reorder: 0.1 })
      const client = await open()
      for (let i = 0; i < 40; i++) client.send(`${i}`)
      const toServer = () => proxy.trace.filter(({ direction }) => direction === 'to server')
      await expect.poll(() => toServer().length).toBe(40)
      await proxy.close()
      return toServer().map(({ fate }) => fate)
    }
    const first = await fates(5)
    expect(await fates(5)).toEqual(first)
    expect(await fates(6)).not.toEqual(first)
    for (const fate of ['dropped', 'duplicated', 'passed']) expect(first).toContain(fate)
  })

  it('keeps late frames in order, but for those that are overtaken', async () => {
    await start({ seed: 3, delay: 20 })
    const client = await open()
    const texts = Array.from({ length: 30 }, (_, i) => `${i}`)
    const answers = until(client, '29')
    for (const text of texts) client.send(text)
    expect(await answers).toEqual(texts)
  })

  it('lets nothing through a blocked direction, and tells nobody', async () => {
    await start()
    const client = await open()
    const other = await open()
    const answers = until(client, 'after')
    proxy.block('to client')
    client.send('unanswered')
    // What another connection has got through to the server comes after it.
    other.send('probe')
    await expect.poll(() => heard).toEqual(['unanswered', 'probe'])
    expect(client.readyState).toBe(WebSocket.OPEN)
    proxy.heal()
    client.send('after')
    expect(await answers).toEqual(['after'])
  })

  it('tells a side that it is alone only when the block ends', async () => {
    await start()
    const client = await open()
    proxy.block('to client')
    for (const socket of sockets.clients) socket.terminate()
    await expect.poll(() => sockets.clients.size).toBe(0)
    expect(client.readyState).toBe(WebSocket.OPEN)
    const gone = closed(client)
    proxy.heal()
    await gone
  })

  it('cuts all connections at once, and takes new ones', async () => {
    await start()
    const client = await open()
    const gone = closed(client)
    proxy.cut()
    await gone
    await expect.poll(() => sockets.clients.size).toBe(0)
    const again = await open()
    const answers = until(again, 'again')
    again.send('again')
    expect(await answers).toEqual(['again'])
  })

  it('ends a connection whose server is away', async () => {
    await start()
    sockets.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    const client = new WebSocket(proxy.url.replace('http', 'ws'))
    const failed = new Promise((resolve) => client.once('error', resolve))
    await failed
    await expect(fetch(proxy.url)).rejects.toThrow()
  })
})
