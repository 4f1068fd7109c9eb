import { mkdtemp, cp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pgliteStorage } from '@otsy/server-kit/pglite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { copyEmptyPglite } from '../../../test/support/test-database'
import type { OtsyEvents } from '../src/index'
import { contents, conversation, roomOf } from './support/conversation'
import { createDevice } from './support/device'
import { startServer } from './support/start-server'
import { until } from './support/until'

describe('a line that breaks', () => {
  it('again and again loses nothing and doubles nothing, in either direction', async () => {
    // Without chance the waits are as short as they can be.
    const device = { environment: { random: () => 0 } }
    const { server, customer, shopper, chatId } = await conversation({ device })
    const [mine, theirs] = [await roomOf(customer, chatId), await roomOf(shopper, chatId)]
    const heard: string[] = []
    shopper.otsy.on('new_message', ({ content }) => heard.push(content))
    const texts = Array.from({ length: 60 }, (_, i) => `line ${i}`)
    const sent = texts.map((text) => mine.send(text))
    for (const [at, cutOff] of [
      [3, customer],
      [7, shopper],
      [15, customer],
      [20, shopper],
      [33, customer],
    ] as const) {
      // While some are on their way and others wait.
      await sent[at]
      cutOff.cut()
    }
    await Promise.all(sent)
    const { messages } = await server.otsy.chat.history(chatId, { page: 1, limit: 100 })
    expect(messages.map(({ content }) => content)).toEqual(texts)
    await until(theirs.messages, ({ length }) => length === texts.length)
    expect(contents(theirs.messages.get())).toEqual(texts)
    expect(heard).toEqual(texts)
    await until(mine.messages, (rows) => rows.every(({ delivery }) => delivery === 'sent'))
    expect(contents(mine.messages.get())).toEqual(texts)
  })

  it('brings presence and the room back with the connection', async () => {
    const { customer, shopper, chatId } = await conversation()
    const [mine, theirs] = [await roomOf(customer, chatId), await roomOf(shopper, chatId)]
    const presence = customer.otsy.presence.of('shopper')
    presence.subscribe(() => undefined)
    await until(presence, (one) => one?.status === 'online')
    customer.cut()
    await until(customer.otsy.connection, ({ status }) => status !== 'online')
    await until(customer.otsy.connection, ({ status }) => status === 'online')
    shopper.otsy.close()
    await until(presence, (one) => one?.status === 'offline')
    expect(theirs.chatId).toBe(mine.chatId)
  })

  it('to a server restored from an older backup starts the chat anew, and says so', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'otsy-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const [data, backup] = [join(folder, 'data'), join(folder, 'backup')]
    await copyEmptyPglite(data)
    const first = await startServer({ storage: pgliteStorage({ dataDir: data }) })
    const { id: chatId } = await first.otsy.chat.open({
      order_id: 'order-1',
      user_id: 'customer',
      shopper_id: 'shopper',
    })
    await first.otsy.chat.send(chatId, { content: 'in the backup' })
    await first.stop()
    await cp(data, backup, { recursive: true })

    const port = Number(new URL(first.url).port)
    const second = await startServer({ storage: pgliteStorage({ dataDir: data }), port })
    const device = await createDevice(second.url, 'customer')
    const room = await roomOf(device, chatId)
    for (const text of ['lost', 'lost too']) await room.send(text)
    await until(room.messages, ({ length }) => length === 3)
    await room.markRead()
    const recovered = new Promise<OtsyEvents['recovered']>((resolve) => {
      device.otsy.on('recovered', resolve)
    })
    await second.stop()
    const third = await startServer({ storage: pgliteStorage({ dataDir: backup }), port })
    device.otsy.connection.retryNow()
    expect(await recovered).toEqual({ chatId, complete: false })
    expect(contents(room.messages.get())).toEqual(['in the backup'])
    await room.send('after')
    expect(contents(await until(room.messages, ({ length }) => length === 2))).toEqual([
      'in the backup',
      'after',
    ])
    // What was read in the log that is gone does not count as read in this one.
    await third.otsy.chat.send(chatId, { content: 'news' })
    await until(room.messages, ({ length }) => length === 3)
    await room.markRead()
    const { members } = await third.otsy.chat.get(chatId)
    expect(members.find(({ user_id }) => user_id === 'customer')?.read_seq).toBe(3)
    // Three starts of an embedded database take their time on a busy machine.
  }, 120_000)
})
