import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocketServer, type WebSocket } from 'ws'
import { platformEnvironment } from '../environment'
import { Wire } from './wire'

/** A server at the other end of the line that says what the test says. */
async function line() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  onTestFinished(() => {
    for (const end of server.clients) end.terminate()
    server.close()
  })
  const heard: string[] = []
  let tell: (how: string) => void = () => undefined
  const ending = new Promise<string>((resolve) => {
    tell = resolve
  })
  const wire = new Wire({
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/socket.io`,
    token: 'token',
    environment: platformEnvironment(),
    onEvent: (name) => heard.push(name),
    onRefused: (data) => tell(`refused ${JSON.stringify(data)}`),
    onDropped: () => tell('dropped'),
  })
  onTestFinished(() => wire.close())
  const [end, request] = (await once(server, 'connection')) as [WebSocket, { url: string }]
  const said: string[] = []
  end.on('message', (data) => said.push(String(data)))
  const says = async (count: number) => {
    while (said.length < count) await once(end, 'message')
    return said
  }
  return { wire, end, heard, says, url: request.url, ending }
}

const OPEN = '0{"pingInterval":20,"pingTimeout":20}'
const PATIENT = '0{"pingInterval":20000,"pingTimeout":20000}'

describe('the wire', () => {
  it('opens the transport, then the namespace, and answers pings', async () => {
    const { wire, end, says, url } = await line()
    expect(url).toBe('/socket.io/?EIO=4&transport=websocket')
    end.send(PATIENT)
    expect(await says(1)).toEqual(['40/chat,{"token":"token"}'])
    expect(wire.isConnected).toBe(false)
    end.send('40/chat,{"sid":"x"}')
    end.send('2')
    expect((await says(2))[1]).toBe('3')
    expect(wire.isConnected).toBe(true)
  })

  it('knows from what it is told that it is connected, should the word of it be lost', async () => {
    const { wire, end, heard, says } = await line()
    end.send(PATIENT)
    end.send('42/chat,["connected",{}]')
    end.send('2')
    await says(2)
    expect(heard).toEqual(['connected'])
    expect(wire.isConnected).toBe(true)
  })

  it('brings each answer to the one who asked', async () => {
    const { wire, end, says } = await line()
    end.send(PATIENT)
    end.send('40/chat,{}')
    end.send('2')
    await says(2)
    const answers = [0, 1].map((n) => new Promise((resolve) => wire.send(['sync', { n }], resolve)))
    expect((await says(4)).slice(2)).toEqual([
      '42/chat,0["sync",{"n":0}]',
      '42/chat,1["sync",{"n":1}]',
    ])
    end.send('43/chat,1["second"]')
    end.send('43/chat,0["first"]')
    end.send('43/chat,9["nobody"]')
    expect(await Promise.all(answers)).toEqual(['first', 'second'])
  })

  it('takes a server that says nothing any more for gone', async () => {
    const { end, ending } = await line()
    end.send(OPEN)
    end.send('40/chat,{}')
    expect(await ending).toBe('dropped')
  })

  it('hands over why it was refused', async () => {
    const { end, ending } = await line()
    end.send(PATIENT)
    end.send('44/chat,{"message":"no"}')
    expect(await ending).toBe('refused {"message":"no"}')
  })

  it.each([
    ['the server closes the namespace', '41/chat,'],
    ['the server closes the transport', '1'],
    ['the server says what makes no sense', '42/chat,["x"'],
  ])('is gone when %s', async (_why, packet) => {
    const { end, ending } = await line()
    end.send(PATIENT)
    end.send('40/chat,{}')
    end.send(packet)
    expect(await ending).toBe('dropped')
  })

  it('lets pass what a newer server says', async () => {
    const { end, heard, says } = await line()
    end.send(PATIENT)
    end.send('40/chat,{}')
    for (const packet of [
      '9new',
      '45/chat,1-["binary"]',
      '42/other,["elsewhere"]',
      '42/chat,["here"]',
    ])
      end.send(packet)
    end.send('2')
    await says(2)
    expect(heard).toEqual(['here'])
  })
})
