import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { startServer } from './support/start-server'

/** Anyone can do these as often as they like, so none may fill the log that an operator is woken by. */
async function logOf(deed: Deed): Promise<string> {
  const server = await startServer()
  await deed(server)
  // Waits for what is under way.
  await server[Symbol.asyncDispose]()
  return server.log.text()
}

type Deed = (server: Awaited<ReturnType<typeof startServer>>) => Promise<void>

test('a client that goes in the middle of a body is no fault', async () => {
  const log = await logOf(async (server) => {
    const { token } = await server.person('hanako')
    const { port } = new URL(server.url)
    const socket = connect(Number(port), '127.0.0.1')
    const head = ['POST /v1/chat HTTP/1.1', 'host: 127.0.0.1', 'content-length: 1000']
    const more = ['content-type: application/json', 'expect: 100-continue']
    socket.write([...head, ...more, `authorization: Bearer ${token}`, '', ''].join('\r\n'))
    // The server reads by now.
    await once(socket, 'data')
    socket.write('{"order_id":')
    socket.destroy()
    await once(socket, 'close')
  })
  expect(log).not.toContain('"level":"error"')
})

test('a push that this server does not send is no fault', async () => {
  const log = await logOf(async (server) => {
    const answer = await server.call('GET /v1/notifications/vapid-public-key')
    expect(answer).toMatchObject({ status: 501, body: { error: { code: 'push_not_configured' } } })
  })
  expect(log).not.toContain('"level":"error"')
})
