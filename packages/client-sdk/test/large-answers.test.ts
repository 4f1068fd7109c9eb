import { describe, expect, it } from 'vitest'
import { contents, conversation, roomOf } from './support/conversation'

describe('more than one answer holds', () => {
  const content = '卵'.repeat(9_000)

  it('is caught up with chat after chat, while others speak', async () => {
    const { server, shopper, chatId } = await conversation()
    const ids = [chatId]
    for (let n = 2; n <= 6; n++) {
      const people = { user_id: 'customer', shopper_id: 'shopper' }
      ids.push((await server.otsy.chat.open({ order_id: `order-${n}`, ...people })).id)
    }
    const rooms = await Promise.all(ids.map((id) => roomOf(shopper, id)))
    const recovered: string[] = []
    shopper.otsy.on('recovered', ({ chatId: id, complete }) => {
      expect(complete).toBe(true)
      recovered.push(id)
    })
    const heard = new Map<string, string[]>(ids.map((id) => [id, []]))
    shopper.otsy.on('new_message', (one) => heard.get(one.chat_id)?.push(one.content.slice(0, 9)))
    shopper.network(false)
    const said = Array.from({ length: 15 }, (_, i) => `missed ${i}`.padEnd(9))
    for (const text of said) {
      for (const id of ids) await server.otsy.chat.send(id, { content: text + content })
    }
    shopper.network(true)
    const isWhole = () => recovered.length === ids.length
    for (let n = 0; !isWhole() && n < 1_000; n++) {
      await server.otsy.chat.send(chatId, { content: 'live' })
    }
    await expect.poll(isWhole).toBe(true)
    for (const [i, id] of ids.entries()) {
      const missed = contents(rooms[i]?.messages.get() ?? []).filter((text) => text !== 'live')
      expect(missed.map((text) => text.slice(0, 9))).toEqual(said)
      expect(heard.get(id)?.filter((text) => text !== 'live')).toEqual(said)
    }
  })

  it('is opened with what fits, and the rest is there when it is scrolled to', async () => {
    const { server, shopper, chatId } = await conversation()
    const said = Array.from({ length: 20 }, (_, i) => `${i} ${content}`)
    for (const text of said) await server.otsy.chat.send(chatId, { content: text })
    const room = await roomOf(shopper, chatId)
    expect(room.messages.get().length).toBeLessThan(12)
    while (room.window.get().hasOlder) await room.loadOlder()
    expect(contents(room.messages.get())).toEqual(said)
  })
})
