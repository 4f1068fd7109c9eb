import { describe, expect, it } from 'vitest'
import { socketIo } from '../src/socket-io'
import { contents, conversation, roomOf } from './support/conversation'
import { until } from './support/until'

describe.each([
  ['a WebSocket', {}],
  ['polling alone', { transports: ['polling'] }],
] as const)('a client on socket.io-client over %s', (_what, options) => {
  const device = { socket: socketIo(options) }

  it('talks, and hears the other', async () => {
    const { customer, shopper, chatId } = await conversation({ device })
    const [mine, theirs] = [await roomOf(customer, chatId), await roomOf(shopper, chatId)]
    await mine.send('こんにちは')
    await theirs.send('Hello')
    for (const room of [mine, theirs]) {
      const rows = await until(room.messages, ({ length }) => length === 2)
      expect(contents(rows)).toEqual(['こんにちは', 'Hello'])
    }
  })

  it('catches up after its line was cut', async () => {
    const { customer, shopper, chatId } = await conversation({ device })
    const [mine, theirs] = [await roomOf(customer, chatId), await roomOf(shopper, chatId)]
    customer.network(false)
    await until(customer.otsy.connection, ({ status }) => status !== 'online')
    await theirs.send('are you there?')
    customer.network(true)
    await until(mine.messages, ({ length }) => length === 1)
  })

  it('learns why it was refused', async () => {
    const { customer } = await conversation({ device: { ...device, getToken: () => 'worthless' } })
    customer.otsy.connection.connect()
    const state = await until(
      customer.otsy.connection,
      ({ status }) => status === 'unauthenticated',
    )
    expect(state).toMatchObject({ error: { code: 'unauthenticated' } })
  })
})
