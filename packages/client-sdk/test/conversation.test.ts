import { describe, expect, it } from 'vitest'
import { contents, conversation, roomOf } from './support/conversation'
import { until } from './support/until'

describe('a conversation of two', () => {
  it('shows what one says to both, in the same order', async () => {
    const { customer, shopper, chatId } = await conversation()
    const [mine, theirs] = [await roomOf(customer, chatId), await roomOf(shopper, chatId)]
    const stored = await mine.send('こんにちは')
    expect(stored).toMatchObject({
      content: 'こんにちは',
      sender_id: 'customer',
      sender_role: 'user',
    })
    await theirs.send('Hello')
    for (const room of [mine, theirs]) {
      const rows = await until(room.messages, ({ length }) => length === 2)
      expect(contents(rows)).toEqual(['こんにちは', 'Hello'])
      expect(rows.map(({ delivery }) => delivery)).toEqual(['sent', 'sent'])
    }
  })

  it('keeps a row the same line from the moment it is sent until it is stored', async () => {
    const { customer, chatId } = await conversation()
    const room = await roomOf(customer, chatId)
    const seen: string[] = []
    room.messages.subscribe((rows) => {
      for (const { key, delivery } of rows) seen.push(`${key} ${delivery}`)
    })
    const stored = await room.send('once')
    const keys = new Set(seen.map((line) => line.split(' ')[0]))
    expect([...keys]).toEqual([stored.client_id])
    expect(seen.at(0)).toMatch(/queued$/)
    expect(seen.at(-1)).toMatch(/sent$/)
  })

  it('tells who is typing, and that they stopped when their message came', async () => {
    const { customer, shopper, chatId } = await conversation()
    const [mine, theirs] = [await roomOf(customer, chatId), await roomOf(shopper, chatId)]
    customer.otsy.typing.notify(chatId)
    const typing = await until(theirs.typing, ({ length }) => length === 1)
    expect(typing[0]).toMatchObject({ userId: 'customer', role: 'user' })
    await mine.send('done')
    await until(theirs.typing, ({ length }) => length === 0)
  })

  it('marks what was read on the rows of the one who wrote it', async () => {
    const { customer, shopper, chatId } = await conversation()
    const [mine, theirs] = [await roomOf(customer, chatId), await roomOf(shopper, chatId)]
    await mine.send('have you seen this?')
    await until(theirs.messages, ({ length }) => length === 1)
    await theirs.markRead()
    const rows = await until(mine.messages, (all) => all[0]?.readBy.length === 1)
    expect(rows[0]?.readBy).toEqual(['shopper'])
    expect(mine.readBy(1)).toContain('shopper')
  })

  it('counts as unread what was not read, and in the inbox too', async () => {
    const { customer, shopper, chatId } = await conversation()
    shopper.otsy.chat.inbox.subscribe(() => undefined)
    await until(shopper.otsy.chat.inbox, ({ status }) => status === 'ready')
    await shopper.online()
    const mine = await roomOf(customer, chatId)
    await mine.send('one')
    await mine.send('two')
    const inbox = await until(shopper.otsy.chat.inbox, ({ chats }) => chats[0]?.unread_count === 2)
    expect(inbox.chats[0]?.last_message?.content).toBe('two')
    expect(shopper.otsy.chat.unread.get()).toBe(2)
    await shopper.otsy.chat.markRead(chatId)
    await until(shopper.otsy.chat.unread, (count) => count === 0)
    expect(shopper.otsy.chat.inbox.get().chats[0]?.unread_count).toBe(0)
  })

  it('shows an edit, a reaction and a deletion to the other', async () => {
    const { customer, shopper, chatId } = await conversation()
    const [mine, theirs] = [await roomOf(customer, chatId), await roomOf(shopper, chatId)]
    const { id } = await mine.send('tpyo')
    await mine.edit(id, 'typo')
    await until(theirs.messages, (rows) => rows[0]?.message.content === 'typo')
    await theirs.react(id, '👍')
    await until(mine.messages, (rows) => rows[0]?.message.reactions?.[0]?.count === 1)
    await mine.delete(id)
    const rows = await until(theirs.messages, (all) => all[0]?.message.deleted_at !== undefined)
    expect(rows[0]?.message.content).toBe('')
  })

  it('finds one message by its number, shows nothing else by that, and follows its changes', async () => {
    const { server, customer, shopper, chatId } = await conversation()
    const texts = Array.from({ length: 60 }, (_, i) => `line ${i + 1}`)
    const said = []
    for (const content of texts) said.push(await server.otsy.chat.send(chatId, { content }))
    const theirs = await roomOf(shopper, chatId)
    const { id = '' } = said[2] ?? {}
    expect(await theirs.find({ id, seq: 3 })).toMatchObject({ id, content: 'line 3' })
    expect(contents(theirs.messages.get())).toEqual(texts.slice(10))
    expect(await theirs.find({ id: 'another', seq: 3 })).toBeNull()

    const own = await customer.otsy.chat.send(chatId, 'mine')
    await customer.otsy.chat.edit(chatId, own.id, 'changed')
    const deleted = new Promise<void>((resolve) =>
      shopper.otsy.on('message_updated', (message) => {
        if (message.deleted_at !== undefined) resolve()
      }),
    )
    await server.otsy.chat.delete(chatId, id)
    await deleted
    expect(await theirs.find({ id: own.id, seq: own.seq })).toMatchObject({ content: 'changed' })
    expect((await theirs.find({ id, seq: 3 }))?.deleted_at).toBeDefined()
  })

  it('tells of presence, and of going', async () => {
    const { customer, shopper, chatId } = await conversation()
    await roomOf(customer, chatId)
    const person = customer.otsy.presence.of('shopper')
    person.subscribe(() => undefined)
    await shopper.online()
    await until(person, (presence) => presence?.status === 'online')
    shopper.otsy.close()
    await until(person, (presence) => presence?.status === 'offline')
  })

  it('passes on what the host says about the order', async () => {
    const { server, customer, chatId } = await conversation()
    const room = await roomOf(customer, chatId)
    const told = new Promise((resolve) => customer.otsy.on('order_update', resolve))
    await server.otsy.orders.update('order-1', { status: 'shopping' })
    expect(await told).toMatchObject({ orderId: 'order-1', chatId, update: { status: 'shopping' } })
    const rows = await until(room.messages, ({ length }) => length === 1)
    expect(rows[0]?.message.type).toBe('order_update')
  })

  it('mutes and unmutes a chat, for oneself alone', async () => {
    const { customer, shopper, chatId } = await conversation()
    const [mine, theirs] = [await roomOf(customer, chatId), await roomOf(shopper, chatId)]
    const until2099 = new Date('2099-01-01T00:00:00.000Z')
    const mutes = (room: typeof mine) => room.members.get().map((member) => member.muted_until)
    await mine.mute(until2099)
    expect(mutes(mine)).toEqual([until2099.toISOString(), undefined])
    expect(mutes(theirs)).toEqual([undefined, undefined])
    await mine.mute(null)
    expect(mutes(mine)).toEqual([undefined, undefined])
  })
})
