import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { WebSocketLike } from '../src/socket/web-socket'
import { contents, conversation, roomOf } from './support/conversation'
import { until } from './support/until'

/** What becomes of a frame of the server on its way; asked for each, in all connections. */
let fate: (frame: string) => 'passes' | 'lost' | 'doubled' | 'late' = () => 'passes'
beforeEach(() => {
  fate = () => 'passes'
})

vi.mock('#websocket', async (importOriginal) => {
  const original = await importOriginal<{ openWebSocket(url: string): WebSocketLike }>()
  return {
    openWebSocket: (url: string): WebSocketLike => {
      const real = original.openWebSocket(url)
      let held: string[] = []
      const line: WebSocketLike = {
        send: (data) => real.send(data),
        close: () => real.close(),
        onmessage: null,
        onclose: null,
        onerror: null,
      }
      const tell = (data: string) => line.onmessage?.({ data })
      real.onmessage = ({ data }) => {
        const frame = String(data)
        const what = fate(frame)
        if (what === 'lost') return
        if (what === 'late') return void held.push(frame)
        tell(frame)
        if (what === 'doubled') tell(frame)
        const overtaken = held
        held = []
        overtaken.forEach(tell)
      }
      real.onclose = () => line.onclose?.()
      real.onerror = () => line.onerror?.()
      return line
    },
  }
})

/** Frames that tell of a message with this content. */
const about = (content: string) => (frame: string) =>
  frame.includes('"new_message"') && frame.includes(`"${content}"`)

describe('a frame of the server', () => {
  it('that is lost leaves a hole that the next one shows, and that is healed', async () => {
    const { server, customer, chatId } = await conversation()
    const room = await roomOf(customer, chatId)
    const heard: string[] = []
    customer.otsy.on('new_message', ({ content }) => heard.push(content))
    fate = (frame) => (about('lost')(frame) ? 'lost' : 'passes')
    for (const content of ['one', 'lost', 'three']) await server.otsy.chat.send(chatId, { content })
    await until(room.messages, ({ length }) => length === 3)
    expect(contents(room.messages.get())).toEqual(['one', 'lost', 'three'])
    expect(heard).toEqual(['one', 'lost', 'three'])
  })

  it('that is lost and has none after it is missed all the same', async () => {
    const { server, customer, chatId } = await conversation()
    const room = await roomOf(customer, chatId)
    fate = (frame) => (about('last')(frame) ? 'lost' : 'passes')
    await server.otsy.chat.send(chatId, { content: 'last' })
    expect(contents(await until(room.messages, ({ length }) => length === 1))).toEqual(['last'])
  })

  it('that comes twice is told once', async () => {
    const { server, customer, chatId } = await conversation()
    const room = await roomOf(customer, chatId)
    const heard: string[] = []
    customer.otsy.on('new_message', ({ content }) => heard.push(content))
    fate = (frame) => (frame.includes('"new_message"') ? 'doubled' : 'passes')
    for (const content of ['one', 'two']) await server.otsy.chat.send(chatId, { content })
    await until(room.messages, ({ length }) => length === 2)
    expect(heard).toEqual(['one', 'two'])
  })

  it('that is overtaken by the next one is told in its turn', async () => {
    const { server, customer, chatId } = await conversation()
    const room = await roomOf(customer, chatId)
    const heard: string[] = []
    customer.otsy.on('new_message', ({ content }) => heard.push(content))
    let isFirst = true
    fate = (frame) => {
      if (!isFirst || !about('first')(frame)) return 'passes'
      isFirst = false
      return 'late'
    }
    for (const content of ['first', 'second']) await server.otsy.chat.send(chatId, { content })
    await until(room.messages, ({ length }) => length === 2)
    expect(heard).toEqual(['first', 'second'])
    expect(contents(room.messages.get())).toEqual(['first', 'second'])
  })

  it('that acknowledges a message and is lost leads to one message, sent again under its key', async () => {
    const { server, customer, chatId } = await conversation({ device: { timeoutMs: 300 } })
    await customer.online()
    let lost = 0
    // No room is watched, so that the acknowledgement is all that tells.
    fate = (frame) => {
      if (!frame.startsWith('43/chat,') || !frame.includes('"only once"') || lost > 0)
        return 'passes'
      lost++
      return 'lost'
    }
    const stored = await customer.otsy.chat.send(chatId, 'only once')
    expect(lost).toBe(1)
    const { messages } = await server.otsy.chat.history(chatId, { page: 1, limit: 10 })
    expect(messages.map(({ id }) => id)).toEqual([stored.id])
  })

  it('that would be too large to send fails that message, and the connection stands', async () => {
    const { customer, chatId } = await conversation()
    const room = await roomOf(customer, chatId)
    const states: string[] = []
    customer.otsy.connection.subscribe(({ status }) => states.push(status))
    const huge = room.send({ content: 'x', metadata: { blob: 'x'.repeat(300_000) } })
    await expect(huge).rejects.toMatchObject({ code: 'payload_too_large' })
    await room.send('fits')
    expect(states).toEqual([])
  })
})
