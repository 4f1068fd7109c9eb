import { describe, expect, it } from 'vitest'
import { conversation, roomOf } from './support/conversation'
import { createDevice } from './support/device'
import { startServer, tokenOf } from './support/start-server'
import { until } from './support/until'

describe('tokens', () => {
  it('are renewed in place before they end, and the connection stands', async () => {
    const { server, chatId } = await conversation()
    const reasons: string[] = []
    const states: string[] = []
    let third = () => undefined as void
    const isThird = new Promise<void>((resolve) => {
      third = resolve
    })
    const device = await createDevice(server.url, 'customer', {
      getToken: ({ reason }) => {
        if (reasons.push(reason) === 3) third()
        return tokenOf('customer', { expiresIn: reasons.length < 3 ? '3s' : '1h' })
      },
    })
    device.otsy.connection.subscribe(({ status }) => states.push(status))
    const room = await roomOf(device, chatId)
    // That the second token is about to end too is only said to who was taken on with it.
    await isThird
    await expect(room.send('still connected')).resolves.toMatchObject({ sender_id: 'customer' })
    expect(reasons).toEqual(['connect', 'expiring', 'expiring'])
    expect(states).toEqual(['connecting', 'online'])
  })

  it('that were refused are asked for once more, and the fresh one is taken', async () => {
    const server = await startServer()
    const reasons: string[] = []
    const device = await createDevice(server.url, 'customer', {
      getToken: ({ reason }) => {
        reasons.push(reason)
        return tokenOf('customer', { expiresIn: reason === 'refused' ? '1h' : '-1s' })
      },
    })
    await device.online()
    expect(reasons).toEqual(['connect', 'refused'])
  })

  it('that are refused again end it, until somebody says to try once more', async () => {
    const server = await startServer()
    let asked = 0
    let isValid = false
    const device = await createDevice(server.url, 'customer', {
      getToken: () => {
        asked++
        return tokenOf('customer', { expiresIn: isValid ? '1h' : '-1s' })
      },
    })
    device.otsy.connection.connect()
    const state = await until(device.otsy.connection, ({ status }) => status === 'unauthenticated')
    expect(state).toMatchObject({ error: { code: 'token_expired' } })
    expect(asked).toBe(2)
    isValid = true
    device.otsy.connection.retryNow()
    await until(device.otsy.connection, ({ status }) => status === 'online')
  })

  it('that nobody has end it without asking the server', async () => {
    const device = await createDevice('http://127.0.0.1:9', 'customer', { getToken: () => null })
    device.otsy.connection.connect()
    const state = await until(device.otsy.connection, ({ status }) => status === 'unauthenticated')
    expect(state).toMatchObject({ error: { code: 'signed_out' } })
  })

  it('are refreshed once for many requests at the same time', async () => {
    const { server, chatId } = await conversation()
    let refreshes = 0
    const device = await createDevice(server.url, 'customer', {
      getToken: ({ reason }) => {
        if (reason === 'refused') refreshes++
        return tokenOf('customer', { expiresIn: reason === 'refused' ? '1h' : '-1s' })
      },
    })
    const answers = await Promise.all(Array.from({ length: 5 }, () => device.otsy.chat.get(chatId)))
    expect(answers.map(({ id }) => id)).toEqual(Array(5).fill(chatId))
    expect(refreshes).toBe(1)
  })
})
