import { expect, test } from 'vitest'
import { pairOnline } from './support/pair'

/** Ping interval and time-out of the server, with the client's first waits. */
const NOTICED_MS = 20_000 + 15_000 + 5_000

test('fault 16: a half-open line is given up in time, and the app is caught up whole', async () => {
  await using pair = await pairOnline()
  const { lab, chatId, bob } = pair
  lab.network.silence('phone of bob')
  for (const content of ['one', 'two']) await lab.otsy.chat.send(chatId, { content })
  await lab.clock.advance(NOTICED_MS)
  expect(bob.client.connection.get().status).not.toBe('online')
  expect(bob.told).toEqual([])
  lab.network.unsilence('phone of bob')
  await lab.clock.advance(60_000)
  expect(bob.told).toEqual(['new 1 one', 'new 2 two'])
})

test.each(['to server', 'to client'] as const)(
  'fault 17: a line that is dead %s is given up, caught up, and leaves no ghost',
  async (direction) => {
    await using pair = await pairOnline()
    const { lab, chatId, ann, bob } = pair
    let status = ''
    ann.client.presence.watch(['bob'], (presence) => (status = presence.status))
    await lab.clock.advance(1_000)
    expect(status).toBe('online')
    lab.network.silence('phone of bob', direction)
    await lab.otsy.chat.send(chatId, { content: 'one' })
    // The server's own look at dead lines, and the lease of who was behind one.
    await lab.clock.advance(NOTICED_MS + 50_000)
    expect(status).toBe('offline')
    lab.network.unsilence('phone of bob')
    await lab.clock.advance(60_000)
    expect(status).toBe('online')
    expect(bob.told).toEqual(['new 1 one'])
  },
)

test('fault 18: who comes back while the old socket lives is told nothing twice', async () => {
  await using pair = await pairOnline()
  const { lab, chatId, bob } = pair
  // The server hears nothing of the old socket's end.
  lab.network.silence('phone of bob', 'to server')
  bob.device.goOffline()
  await lab.clock.advance(500)
  bob.device.goOnline()
  await lab.clock.advance(3_000)
  expect(bob.client.connection.get().status).toBe('online')
  for (const content of ['one', 'two']) await lab.otsy.chat.send(chatId, { content })
  await lab.clock.advance(3_000)
  expect(bob.told).toEqual(['new 1 one', 'new 2 two'])
})
