import { createOtsyClient } from '@otsy/client-sdk'
import { socketIo } from '@otsy/client-sdk/socket-io'
import { createOtsyServer, type OtsyServer } from '@otsy/server-kit'
import { memoryStorage } from '@otsy/server-kit/memory'
import { frameProxy } from '@otsy/server-kit/testing'
import { expect, test } from 'vitest'

const silent = { info() {}, warn() {}, error() {}, debug() {} }

function server(): OtsyServer<never> {
  return createOtsyServer<never>({
    storage: memoryStorage(),
    auth: async (userId) => ({ userId, role: 'user', expiresAt: Date.now() + 3_600_000 }),
    logger: silent,
  })
}

// Over real sockets: the client of socket.io brings its own transports.
test.each([
  ['its first frame is cut off', { cut: 1 }],
  ['its first frame is lost', { drop: 1 }],
])('fault 19: an upgrade from polling of which %s loses and doubles nothing', async (_, faults) => {
  const otsy = server()
  const { url } = await otsy.listen(0)
  await using proxy = await frameProxy({ target: url, network: faults })
  const chat = await otsy.chat.open({ order_id: 'o', user_id: 'ann', shopper_id: 'bob' })
  const client = createOtsyClient({
    url: proxy.url,
    getToken: () => 'bob',
    socket: socketIo({ transports: ['polling', 'websocket'] }),
  })
  try {
    const told: string[] = []
    const room = client.chat.room(chat.id)
    client.on('new_message', ({ content }) => void told.push(content))
    room.messages.subscribe(() => {})
    await expect.poll(() => room.state.get().status).toBe('ready')
    const texts = Array.from({ length: 20 }, (_, i) => `${i}`)
    for (const content of texts) await otsy.chat.send(chat.id, { content })
    await expect.poll(() => proxy.trace.length).toBeGreaterThan(0)
    await room.send('over polling')
    await expect.poll(() => told.length).toBe(21)
    expect(told).toEqual([...texts, 'over polling'])
  } finally {
    client.close()
    await otsy.close()
  }
})
