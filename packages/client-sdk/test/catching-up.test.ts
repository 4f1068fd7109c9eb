import { describe, expect, it } from 'vitest'
import type { OtsyEvents } from '../src/index'
import { contents, conversation, roomOf } from './support/conversation'
import { createDevice } from './support/device'
import { until } from './support/until'

describe('catching up', () => {
  it('shows the last of two edits made while the reader was offline', async () => {
    const { customer, shopper, chatId } = await conversation()
    const [mine, theirs] = [await roomOf(customer, chatId), await roomOf(shopper, chatId)]
    const { id } = await mine.send('first')
    await until(theirs.messages, ({ length }) => length === 1)
    shopper.network(false)
    await until(shopper.otsy.connection, ({ status }) => status === 'offline')
    await mine.edit(id, 'second')
    await mine.edit(id, 'third')
    const updates: string[] = []
    shopper.otsy.on('message_updated', ({ content }) => updates.push(content))
    shopper.network(true)
    const rows = await until(theirs.messages, (all) => all[0]?.message.content === 'third')
    expect(rows).toHaveLength(1)
    expect(updates).toEqual(['third'])
  })

  it('tells of everything missed once, in order, and that it is whole again', async () => {
    const { customer, shopper, chatId } = await conversation()
    const [mine, theirs] = [await roomOf(customer, chatId), await roomOf(shopper, chatId)]
    const heard: string[] = []
    shopper.otsy.on('new_message', ({ content }) => heard.push(content))
    await mine.send('before')
    await until(theirs.messages, ({ length }) => length === 1)
    shopper.network(false)
    for (const text of ['a', 'b', 'c']) await mine.send(text)
    const recovered = new Promise<OtsyEvents['recovered']>((resolve) => {
      shopper.otsy.on('recovered', resolve)
    })
    shopper.network(true)
    expect(await recovered).toEqual({ chatId, complete: true })
    await mine.send('after')
    await until(theirs.messages, ({ length }) => length === 5)
    expect(heard).toEqual(['before', 'a', 'b', 'c', 'after'])
    expect(contents(theirs.messages.get())).toEqual(heard)
  })

  it('loads the list again after more news than one answer holds', async () => {
    const { server, shopper, chatId } = await conversation()
    await roomOf(shopper, chatId)
    const { inbox } = shopper.otsy.chat
    const before = await until(inbox, ({ status }) => status === 'ready')
    expect(before).toMatchObject({ hasMore: false, chats: [{ id: chatId }] })
    shopper.network(false)
    for (let i = 1; i <= 101; i++) {
      const people = { user_id: 'customer', shopper_id: 'shopper' }
      const { id } = await server.otsy.chat.open({ order_id: `another ${i}`, ...people })
      await server.otsy.chat.send(id, { content: 'Hello' }, { as: 'customer' })
    }
    shopper.network(true)
    // Nobody watches it now, so nothing else would load it.
    await expect.poll(() => inbox.get().hasMore).toBe(true)
    // Who comes anew counts them all too.
    const { otsy } = await createDevice(server.url, 'shopper', { role: 'shopper' })
    await until(otsy.chat.unread, (total) => total === 101)
  })

  it('gets through more missed changes than a page holds', async () => {
    const { server, customer, shopper, chatId } = await conversation()
    const theirs = await roomOf(shopper, chatId)
    shopper.network(false)
    for (let i = 1; i <= 230; i++) await server.otsy.chat.send(chatId, { content: `line ${i}` })
    expect(customer.otsy.connection.get().status).toBe('idle')
    shopper.network(true)
    const rows = await until(theirs.messages, ({ length }) => length >= 230)
    expect(contents(rows)).toEqual(Array.from({ length: 230 }, (_, i) => `line ${i + 1}`))
  })

  it('does not let a page of history on its way undo a reaction', async () => {
    const { server, customer, shopper, chatId } = await conversation()
    for (let i = 1; i <= 120; i++) await server.otsy.chat.send(chatId, { content: `line ${i}` })
    const page = await server.otsy.chat.history(chatId, { limit: 100, page: 1 })
    // Not among the newest fifty, but among the fifty before them.
    const old = page.messages[20]
    if (old === undefined) throw new Error('There is no older message.')
    const mine = await roomOf(customer, chatId)
    let release = () => undefined as void
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    let asked = () => undefined as void
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve
    })
    const reader = await createDevice(server.url, 'shopper', {
      role: 'shopper',
      environment: {
        fetch: async (url, init) => {
          const response = await fetch(url, init)
          // The page has left the server and is held on the way.
          const body = await response.text()
          if (!url.includes('before_seq')) return new Response(body, response)
          asked()
          await held
          return new Response(body, response)
        },
      },
    })
    const theirs = await roomOf(reader, chatId)
    const first = theirs.loadOlder()
    await isAsked
    const updated = new Promise((resolve) => reader.otsy.on('message_updated', resolve))
    await mine.react(old.id, '🎉')
    await updated
    release()
    await first
    await theirs.loadOlder()
    const row = theirs.messages.get().find(({ message }) => message.id === old.id)
    expect(row?.message.reactions).toEqual([{ emoji: '🎉', count: 1, user_ids: ['customer'] }])
    expect(shopper.otsy.connection.get().status).toBe('idle')
  })

  it('ends a removed member in the middle of the conversation', async () => {
    const { server, customer, shopper, chatId } = await conversation()
    const [mine, theirs] = [await roomOf(customer, chatId), await roomOf(shopper, chatId)]
    const heard: string[] = []
    shopper.otsy.on('new_message', ({ content }) => heard.push(content))
    await mine.send('still here')
    await until(theirs.messages, ({ length }) => length === 1)
    await server.otsy.chat.members.remove(chatId, 'shopper')
    await mine.send('not for you')
    await until(theirs.state, ({ status }) => status === 'gone')
    expect(theirs.messages.get()).toEqual([])
    await expect(theirs.send('hello?')).rejects.toMatchObject({ code: 'not_found' })
    await expect(shopper.otsy.chat.get(chatId)).rejects.toMatchObject({ code: 'not_found' })
    expect(heard).not.toContain('not for you')
    await until(mine.members, (members) => members.length === 1)
  })

  it('goes on for one who reads by the rule of the host when the chat is closed', async () => {
    const { server, customer, chatId } = await conversation({ server: { authorize: () => true } })
    await roomOf(customer, chatId)
    const support = await createDevice(server.url, 'support', { role: 'shopper' })
    const room = await roomOf(support, chatId)
    await customer.otsy.chat.close(chatId)
    await until(room.messages, ({ length }) => length === 1)
    await until(room.chat, (chat) => chat?.status === 'closed')
    expect(room.state.get()).toEqual({ status: 'ready' })
  })

  it('refuses an order id that somebody else has', async () => {
    const { server, chatId } = await conversation()
    const stranger = await createDevice(server.url, 'stranger')
    const input = { order_id: 'order-1', user_id: 'stranger', shopper_id: 'shopper' }
    await expect(stranger.otsy.chat.open(input)).rejects.toMatchObject({ code: 'not_found' })
    await expect(stranger.otsy.chat.ofOrder('order-1')).rejects.toMatchObject({ code: 'not_found' })
    const room = stranger.otsy.chat.room(chatId)
    room.messages.subscribe(() => undefined)
    await until(room.state, ({ status }) => status === 'gone')
    expect(room.messages.get()).toEqual([])
  })

  it('is at a message far back also when asked for before anything is loaded', async () => {
    const { server, shopper, chatId } = await conversation()
    for (let i = 1; i <= 200; i++) await server.otsy.chat.send(chatId, { content: `line ${i}` })
    await shopper.online()
    const room = shopper.otsy.chat.room(chatId)
    room.messages.subscribe(() => undefined)
    await room.loadAround(20)
    expect(contents(room.messages.get())).toContain('line 20')
    expect(room.window.get()).toMatchObject({ hasNewer: true, loading: false })
    room.showLatest()
    expect(contents(room.messages.get()).at(-1)).toBe('line 200')
  })

  it('takes a chat out of the inbox that was lost while offline', async () => {
    const { server, shopper } = await conversation()
    const { inbox } = shopper.otsy.chat
    inbox.subscribe(() => undefined)
    await shopper.online()
    const { chats } = await until(inbox, (state) => state.chats.length === 1)
    shopper.network(false)
    await server.otsy.chat.members.remove(chats[0]?.id ?? '', 'shopper')
    shopper.network(true)
    await until(inbox, (state) => state.chats.length === 0)
  })

  it('shows the past around a message far back, and comes back to the newest', async () => {
    const { server, shopper, chatId } = await conversation()
    for (let i = 1; i <= 400; i++) await server.otsy.chat.send(chatId, { content: `line ${i}` })
    const room = await roomOf(shopper, chatId)
    await room.loadAround(100)
    expect(contents(room.messages.get())).toContain('line 100')
    expect(room.window.get()).toMatchObject({ hasOlder: true, hasNewer: true })
    const isWhole = () => {
      const seqs = room.messages.get().map(({ message }) => message.seq ?? 0)
      return seqs.every((seq, i) => i === 0 || seq === (seqs[i - 1] ?? 0) + 1)
    }
    while (room.window.get().hasNewer) {
      await room.loadNewer()
      expect(isWhole()).toBe(true)
    }
    while (room.window.get().hasOlder) {
      await room.loadOlder()
      expect(isWhole()).toBe(true)
    }
    expect(room.messages.get()).toHaveLength(400)
    const pages: number[] = []
    for await (const page of room.history({ limit: 100 })) pages.push(page.length)
    expect(pages).toEqual([100, 100, 100, 100])
  })
})
