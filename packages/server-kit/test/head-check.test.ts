import { describe, expect, test } from 'vitest'
import { lossyBus } from './support/lossy-bus'
import type { TestSocket } from './support/socket'
import { say, startServer } from './support/start-server'

describe('with a bus that loses every signal', () => {
  const lost = { bus: lossyBus(() => true), headCheckMs: 20 }

  test('everything still arrives within a head check, once and in order', async () => {
    await using server = await startServer(lost)
    const chat = await server.open()
    const [hanako, taro] = [
      await (await server.person('hanako')).connect(),
      await (await server.person('taro')).connect(),
    ]
    await hanako.must('join_chat', { chat_id: chat.id })
    const sent = []
    for (const content of ['One', 'Two', 'Three']) sent.push(await say(taro, chat.id, content))
    await hanako.next('new_message', ({ content }) => content === 'Three')
    const edit = { chatId: chat.id, messageId: sent[0]?.id ?? '', content: 'One, rather' }
    const edited = await taro.must('edit_message', edit)
    expect(await hanako.next('message_updated')).toEqual(edited)
    await taro.must('mark_messages_read', { chatId: chat.id, up_to_seq: 1 })
    await hanako.next('messages_read', (m) => m.userId === 'taro' && m.read_seq === 1)
    await server.otsy.orders.update('order-1', { status: 'shopping' })
    expect(await hanako.next('order_update')).toMatchObject({ update: { status: 'shopping' } })
    await hanako.next('chat_updated', ({ head_seq }) => head_seq === 5)
    expect(hanako.all('new_message').map(({ seq }) => seq)).toEqual([1, 2, 3, 5])
  })

  test('one who is removed is put out, and all are told of the new membership', async () => {
    await using server = await startServer(lost)
    const chat = await server.open()
    const [hanako, taro] = [
      await (await server.person('hanako')).connect(),
      await (await server.person('taro')).connect(),
    ]
    for (const socket of [hanako, taro]) await socket.must('join_chat', { chat_id: chat.id })
    await server.otsy.chat.members.remove(chat.id, 'taro')
    await hanako.next('user_left', ({ userId }) => userId === 'taro')
    await hanako.next('membership_changed', ({ members }) => members.length === 1)
    await taro.next('membership_changed', ({ members }) => members.length === 1)
    await say(hanako, chat.id, 'Alone')
    await hanako.next('new_message', ({ content }) => content === 'Alone')
    await taro.settled()
    expect(taro.names).not.toContain('new_message')
  })
})

/** Numbers from 0 to 1, the same at every run. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

describe('with a bus that loses every other signal', () => {
  test.each([1, 2, 3])(
    'whoever joins while others send hears each message once, seed %i',
    async (seed) => {
      const random = seeded(seed)
      await using server = await startServer({
        bus: lossyBus(() => random() < 0.5),
        headCheckMs: 5,
        limits: { rate: false },
      })
      const chat = await server.open()
      const writer = await (await server.person('hanako')).connect()
      const taro = await server.person('taro')
      const sockets = await Promise.all(Array.from({ length: 8 }, () => taro.connect()))
      /** For each socket the head it joined at. */
      const joinedAt = new Map<TestSocket, number>()
      for (let i = 0; i < 120; i++) {
        const writing = say(writer, chat.id, String(i))
        const socket = sockets[Math.floor(random() * sockets.length)]
        if (socket !== undefined && !joinedAt.has(socket) && random() < 0.2) {
          const { page } = await socket.must('join_chat', { chat_id: chat.id })
          joinedAt.set(socket, page.head_seq)
        }
        await writing
      }
      expect(joinedAt.size).toBeGreaterThan(0)
      for (const [socket, from] of joinedAt) {
        for (let n = from + 1; n <= 120; n++)
          await socket.next('new_message', ({ seq }) => seq === n)
        expect(socket.all('new_message')).toHaveLength(120 - from)
      }
    },
  )
})

describe('two nodes on one store, deaf to each other', () => {
  test('have each other’s messages within a head check', async () => {
    await using first = await startServer({ headCheckMs: 20 })
    await using second = await startServer({ storage: first.storage, headCheckMs: 20 })
    const chat = await first.open()
    const hanako = await (await first.person('hanako')).connect()
    const taro = await (await second.person('taro')).connect()
    await hanako.must('join_chat', { chat_id: chat.id })
    await taro.must('join_chat', { chat_id: chat.id })
    for (let i = 0; i < 5; i++) {
      await say(hanako, chat.id, `from one ${i}`)
      await say(taro, chat.id, `from two ${i}`)
    }
    for (const socket of [hanako, taro]) {
      // Own ones are told at once, the other's when the heads are compared: each once, none missing.
      for (let n = 1; n <= 10; n++) await socket.next('new_message', ({ seq }) => seq === n)
      expect(socket.all('new_message')).toHaveLength(10)
    }
  })

  test('do not deliver to one whom the other node removed', async () => {
    await using first = await startServer({ headCheckMs: 3_600_000 })
    await using second = await startServer({ storage: first.storage, headCheckMs: 3_600_000 })
    const chat = await first.open()
    const hanako = await (await second.person('hanako')).connect()
    const taro = await (await second.person('taro')).connect()
    for (const socket of [hanako, taro]) await socket.must('join_chat', { chat_id: chat.id })
    await first.otsy.chat.members.remove(chat.id, 'taro')
    // The second node has not heard of it; what is sent through it was committed under it all the same.
    const last = await say(hanako, chat.id, 'Only us')
    await hanako.next('new_message', ({ id }) => id === last.id)
    await taro.settled()
    expect(taro.names).not.toContain('new_message')
  })
})
