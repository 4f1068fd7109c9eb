import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { OtsyError } from '../src/index'
import { contents, conversation, roomOf } from './support/conversation'
import { createDevice } from './support/device'
import { startServer } from './support/start-server'
import { sharedTabs } from './support/tabs'
import { until } from './support/until'

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory())
})
afterEach(() => {
  vi.unstubAllGlobals()
})

describe('what was sent without a connection', () => {
  it('arrives once, in order, when there is one again', async () => {
    const { server, customer, chatId } = await conversation()
    const room = await roomOf(customer, chatId)
    customer.network(false)
    const sent = ['one', 'two', 'three'].map((text) => room.send(text))
    expect(room.messages.get().map(({ delivery }) => delivery)).toEqual([
      'queued',
      'queued',
      'queued',
    ])
    customer.network(true)
    const stored = await Promise.all(sent)
    expect(stored.map(({ seq }) => seq)).toEqual([1, 2, 3])
    const { messages } = await server.otsy.chat.history(chatId, { page: 1, limit: 10 })
    expect(messages.map(({ content }) => content)).toEqual(['one', 'two', 'three'])
    await until(room.messages, (rows) => rows.every(({ delivery }) => delivery === 'sent'))
    expect(contents(room.messages.get())).toEqual(['one', 'two', 'three'])
  })

  it('survives a reload, shows at once, and arrives once, in order', async () => {
    const { server, customer, chatId } = await conversation()
    const before = await roomOf(customer, chatId)
    customer.network(false)
    for (const text of ['one', 'two', 'three']) void before.send(text)
    const keys = before.messages.get().map(({ key }) => key)
    customer.otsy.close()

    const { proxy } = customer
    const reloaded = await createDevice(server.url, 'customer', { proxy })
    reloaded.network(false)
    const room = reloaded.otsy.chat.room(chatId)
    room.messages.subscribe(() => undefined)
    const rows = await until(room.messages, ({ length }) => length === 3)
    expect(contents(rows)).toEqual(['one', 'two', 'three'])
    reloaded.network(true)
    await until(
      room.messages,
      (all) => all.length === 3 && all.every((row) => row.delivery === 'sent'),
    )
    expect(room.messages.get().map(({ key }) => key)).toEqual(keys)
    const { messages } = await server.otsy.chat.history(chatId, { page: 1, limit: 10 })
    expect(messages.map(({ content }) => content)).toEqual(['one', 'two', 'three'])
  })

  it('is another person’s business no more after signing out', async () => {
    const { server, customer, chatId } = await conversation()
    const room = await roomOf(customer, chatId)
    customer.network(false)
    const sent = room.send('never')
    await customer.otsy.signOut()
    await expect(sent).rejects.toMatchObject({ code: 'signed_out' })
    expect(room.messages.get()).toEqual([])
    expect(customer.otsy.me.get()).toBeNull()
    await expect(room.send('by nobody')).rejects.toMatchObject({ code: 'signed_out' })
    customer.otsy.close()
    const { proxy } = customer
    const reloaded = await createDevice(server.url, 'customer', { proxy })
    reloaded.network(true)
    const again = await roomOf(reloaded, chatId)
    expect(again.messages.get()).toEqual([])
  })

  it('fails with the server’s code when refused for good, and lets the next one go', async () => {
    const { customer, chatId } = await conversation()
    const room = await roomOf(customer, chatId)
    const failed: string[] = []
    customer.otsy.on('send_failed', ({ error }) => failed.push(error.code))
    const tooLong = room.send('x'.repeat(10_001))
    const next = room.send('short')
    await expect(tooLong).rejects.toBeInstanceOf(OtsyError)
    await next
    const rows = await until(room.messages, ({ length }) => length === 2)
    expect(rows.map(({ delivery }) => delivery)).toEqual(['sent', 'failed'])
    expect(rows[1]?.error?.code).toBe('invalid_input')
    expect(failed).toEqual(['invalid_input'])
    room.discard(rows[1]?.key ?? '')
    expect(room.messages.get()).toHaveLength(1)
  })

  it('goes out when retried after the chat was reopened', async () => {
    const { server, customer, chatId } = await conversation()
    const room = await roomOf(customer, chatId)
    await room.close()
    await expect(room.send('too late')).rejects.toMatchObject({ code: 'chat_closed' })
    const failed = room.messages.get().find(({ delivery }) => delivery === 'failed')
    await server.otsy.chat.reopen(chatId)
    room.retry(failed?.key ?? '')
    const rows = await until(room.messages, (all) =>
      all.some(({ key, delivery }) => key === failed?.key && delivery === 'sent'),
    )
    expect(contents(rows)).toContain('too late')
  })

  it('is stored once although its acknowledgement was lost', async () => {
    const { server, customer, chatId } = await conversation()
    const room = await roomOf(customer, chatId)
    const clientId = 'the-same'
    // As a device does whose answer never came: the same message under the same key again.
    const first = await room.send('once', { clientId })
    const second = await room.send('once', { clientId })
    expect(second.id).toBe(first.id)
    const { messages } = await server.otsy.chat.history(chatId, { page: 1, limit: 10 })
    expect(messages).toHaveLength(1)
    const other = await createDevice(server.url, 'customer', { storage: 'memory' })
    const conflicting = other.otsy.chat.send(chatId, 'another', { clientId })
    await expect(conflicting).rejects.toMatchObject({ code: 'client_id_conflict' })
  })

  it('is sent although the server knows its writer by another name than the token', async () => {
    const server = await startServer({
      auth: (tokens) => async (token) => {
        const viewer = await tokens(token)
        return { ...viewer, userId: `host-${viewer.userId}` }
      },
    })
    const { id: chatId } = await server.otsy.chat.open({
      order_id: 'order-1',
      user_id: 'host-customer',
      shopper_id: 'host-shopper',
    })
    const device = await createDevice(server.url, 'customer')
    device.network(false)
    const sent = device.otsy.chat.send(chatId, 'hello')
    await until(device.otsy.me, (me) => me?.userId === 'customer')
    device.network(true)
    expect(await sent).toMatchObject({ sender_id: 'host-customer', content: 'hello' })
    expect(device.otsy.me.get()).toEqual({ userId: 'host-customer', role: 'user' })
  })

  it('is sent also when the browser’s store is broken', async () => {
    const { server, chatId } = await conversation()
    const broken = () => Promise.reject(new Error('The disk is full.'))
    const storage = { load: broken, put: broken, remove: broken, clear: broken }
    const device = await createDevice(server.url, 'customer', { storage })
    const room = await roomOf(device, chatId)
    device.network(false)
    const sent = ['one', 'two'].map((text) => room.send(text))
    expect(contents(room.messages.get())).toEqual(['one', 'two'])
    device.network(true)
    await Promise.all(sent)
    expect(contents(room.messages.get())).toEqual(['one', 'two'])
    await device.otsy.signOut()
  })

  it('is no more than the outbox holds, and can be taken back', async () => {
    const { server, chatId } = await conversation()
    const device = await createDevice(server.url, 'customer', { outboxLimit: 2 })
    const room = await roomOf(device, chatId)
    device.network(false)
    const controller = new AbortController()
    const [first] = [room.send('one', { signal: controller.signal }), room.send('two')]
    await expect(room.send('three')).rejects.toMatchObject({ code: 'outbox_full' })
    controller.abort()
    await expect(first).rejects.toMatchObject({ code: 'aborted' })
    expect(contents(room.messages.get())).toEqual(['two'])
    device.network(true)
    await room.send('three')
    const { messages } = await server.otsy.chat.history(chatId, { page: 1, limit: 10 })
    expect(messages.map(({ content }) => content)).toEqual(['two', 'three'])
  })

  it('is sent by one tab and seen in all', async () => {
    const server = await startServer()
    const { id: chatId } = await server.otsy.chat.open({
      order_id: 'order-1',
      user_id: 'customer',
      shopper_id: 'shopper',
    })
    const tabs = sharedTabs()
    const first = await createDevice(server.url, 'customer', { environment: tabs.environment() })
    const second = await createDevice(server.url, 'customer', {
      environment: tabs.environment(),
      proxy: first.proxy,
    })
    await roomOf(first, chatId)
    const room = await roomOf(second, chatId)
    const stored = await room.send('from the second tab')
    expect(stored.content).toBe('from the second tab')
    expect(
      contents(await until(first.otsy.chat.room(chatId).messages, (rows) => rows.length === 1)),
    ).toEqual(['from the second tab'])
    first.otsy.close()
    await room.send('the second took over')
    const { messages } = await server.otsy.chat.history(chatId, { page: 1, limit: 10 })
    expect(messages).toHaveLength(2)
  })
})
