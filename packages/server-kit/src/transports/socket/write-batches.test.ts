import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Socket as TcpSocket } from 'node:net'
import { Server } from 'socket.io'
import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { WriteBatches, type ConnectionLike } from './write-batches'

const http = createServer()
const server = new Server(http)
const connections: ConnectionLike[] = []

beforeAll(async () => {
  const batches = new WriteBatches()
  server.engine.on('connection', (connection: ConnectionLike) => {
    batches.watch(connection)
    connections.push(connection)
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
})
afterAll(() => server.close())

/** Both ends of a new connection, and the TCP connection at the server. */
async function connect(transports = ['websocket']) {
  const { port } = http.address() as AddressInfo
  const client = io(`http://127.0.0.1:${port}`, { transports, forceNew: true, reconnection: false })
  const [here] = (await once(server, 'connection')) as [
    {
      emit: Socket['emit']
      disconnect: (close: boolean) => void
      conn: ConnectionLike &
        Pick<Socket, 'on'> & { readonly request: { readonly socket: TcpSocket } }
    },
  ]
  await new Promise<void>((resolve) => client.once('connect', resolve))
  return { client, here, tcp: here.conn.request.socket }
}

function heardBy(client: Socket, count: number): Promise<unknown[]> {
  return new Promise((resolve) => {
    const heard: unknown[] = []
    client.on('said', (text: unknown) => {
      if (heard.push(text) === count) resolve(heard)
    })
  })
}

/** Short, middling and long ones, whose frames have headers of 2, 4 and 10 bytes. */
const texts = ['あ', 'b', 'い'.repeat(60), 'c'.repeat(126), 'う'.repeat(30_000), 'd', 'e']

describe('what one turn says to a connection', () => {
  test('leaves in one piece, whole and in order', async () => {
    const { client, here, tcp } = await connect()
    const write = vi.spyOn(tcp, 'write')
    const heard = heardBy(client, 2 * texts.length)
    for (const text of texts) {
      here.emit('said', text)
      // A broadcast brings frames made beforehand.
      server.emit('said', text)
    }
    expect(await heard).toEqual(texts.flatMap((text) => [text, text]))
    expect(write).toHaveBeenCalledTimes(1)
    client.disconnect()
  })

  test('goes on after it was written', async () => {
    const { client, here } = await connect()
    for (const text of texts) {
      const heard = heardBy(client, 2)
      here.emit('said', text)
      here.emit('said', text)
      expect(await heard).toEqual([text, text])
      client.off('said')
    }
    client.disconnect()
  })

  test('is said before an end in the same turn', async () => {
    const { client, here } = await connect()
    const heard = heardBy(client, 2)
    const over = new Promise((resolve) => client.once('disconnect', resolve))
    here.emit('said', 'last')
    here.emit('said', 'words')
    here.disconnect(true)
    // As a server that stops does at once.
    here.conn.close(true)
    expect(await heard).toEqual(['last', 'words'])
    expect(await over).toBe('io server disconnect')
  })

  test('comes through polling, and through what was upgraded from it', async () => {
    const { client, here } = await connect(['polling', 'websocket'])
    const upgraded = new Promise<void>((resolve) => {
      if (here.conn.transport.socket !== undefined) resolve()
      else here.conn.on('upgrade', resolve)
    })
    const heard = heardBy(client, 3 * texts.length)
    for (const text of texts) here.emit('said', text)
    await upgraded
    for (const text of texts) here.emit('said', text)
    for (const text of texts) here.emit('said', text)
    expect(await heard).toEqual([...texts, ...texts, ...texts])
    client.disconnect()
  })

  test('does not go out when the rest is thrown away', async () => {
    const { client, here } = await connect()
    const said = vi.fn()
    client.on('said', said)
    const over = new Promise((resolve) => client.once('disconnect', resolve))
    here.emit('said', 'never')
    here.conn.close(true)
    await over
    expect(said).not.toHaveBeenCalled()
  })
})
