import { describe, expect, test } from 'vitest'
import { heldStorage } from './support/held-storage'
import { lossyBus } from './support/lossy-bus'
import { say, startServer } from './support/start-server'

describe('joining', () => {
  test('fault 20: while others send leaves no hole at the seam, and history comes first', async () => {
    await using server = await startServer({ limits: { rate: false }, headCheckMs: 3_600_000 })
    const chat = await server.open()
    const taro = await (await server.person('taro')).connect()
    const hanako = await server.person('hanako')
    let sending = true
    const sends = (async () => {
      while (sending) await say(taro, chat.id, 'More')
    })()
    for (let round = 0; round < 15; round++) {
      const socket = await hanako.connect()
      const { page } = await socket.must('join_chat', { chat_id: chat.id })
      await socket.next('new_message', ({ seq }) => seq > page.head_seq + 3)
      const live = socket.all('new_message').map(({ seq }) => seq)
      expect(live).toEqual(live.map((_, i) => page.head_seq + 1 + i))
      const names = socket.names.filter((name) => name !== 'chat_updated')
      expect(names.indexOf('chat_history')).toBeLessThan(names.indexOf('new_message'))
      socket.close()
    }
    sending = false
    await sends
  })

  test('fault 20: tells what was said during it behind the history, and once', async () => {
    const held = heldStorage()
    await using server = await startServer({ storage: held.storage, headCheckMs: 20 })
    const chat = await server.open({ initial_message: 'Hello' })
    const taro = await (await server.person('taro')).connect()
    const hanako = await (await server.person('hanako')).connect()

    const { reached, release } = held.hold('history')
    const joining = hanako.must('join_chat', { chat_id: chat.id })
    await reached
    await say(taro, chat.id, 'In between')
    await taro.must('mark_messages_read', { chatId: chat.id, up_to_seq: 1 })
    release()
    expect((await joining).page.head_seq).toBe(1)
    await say(taro, chat.id, 'Afterwards')
    await hanako.next('new_message', ({ content }) => content === 'Afterwards')
    await hanako.next('messages_read', ({ userId }) => userId === 'taro')
    // Two head checks later nothing was told again.
    const checks = held.calls('heads')
    await expect.poll(() => held.calls('heads')).toBeGreaterThan(checks + 2)
    await hanako.settled()
    expect(hanako.all('new_message').map(({ content }) => content)).toEqual([
      'In between',
      'Afterwards',
    ])
    const order = hanako.names.filter((name) => /history|new_message/.test(name))
    expect(order).toEqual(['chat_history', 'new_message', 'new_message'])
  })

  test('under a membership the node has not heard of tells nothing the store would not', async () => {
    const held = heldStorage()
    await using server = await startServer({
      storage: held.storage,
      bus: lossyBus(({ kind }) => kind === 'members'),
      headCheckMs: 3_600_000,
    })
    const chat = await server.open({ initial_message: 'Hello' })
    const taro = await (await server.person('taro')).connect()
    const hanako = await (await server.person('hanako')).connect()
    await hanako.must('join_chat', { chat_id: chat.id })
    const { reached, release } = held.hold('history')
    const joining = taro.ask('join_chat', { chat_id: chat.id })
    await reached
    await server.otsy.chat.members.remove(chat.id, 'taro')
    await say(hanako, chat.id, 'Without Taro')
    release()
    expect(await joining).toMatchObject({ ok: false, error: { code: 'not_found' } })
    await taro.settled()
    expect(taro.names).not.toContain('new_message')
  })

  test('again doubles nothing and brings the history anew', async () => {
    const held = heldStorage()
    await using server = await startServer({ storage: held.storage })
    const chat = await server.open()
    const [hanako, taro] = [
      await (await server.person('hanako')).connect(),
      await (await server.person('taro')).connect(),
    ]
    await taro.must('join_chat', { chat_id: chat.id })
    for (let i = 0; i < 3; i++) await hanako.must('join_chat', { chat_id: chat.id })
    await say(taro, chat.id, 'Once')
    await hanako.next('new_message')
    const { reached, release } = held.hold('history')
    const again = hanako.must('join_chat', { chat_id: chat.id })
    await reached
    await say(taro, chat.id, 'Twice')
    release()
    await again
    expect(hanako.all('new_message').map(({ content }) => content)).toEqual(['Once', 'Twice'])
    expect(hanako.all('chat_history')).toHaveLength(4)
    expect(taro.all('user_joined')).toHaveLength(1)
  })

  test('more chats than one connection may is refused, however fast', async () => {
    await using server = await startServer({ limits: { rate: false } })
    const ids = await Promise.all(
      Array.from({ length: 520 }, async (_, i) => (await server.open({ order_id: `o-${i}` })).id),
    )
    const hanako = await (await server.person('hanako')).connect()
    const acks = await Promise.all(ids.map((chat_id) => hanako.ask('join_chat', { chat_id })))
    expect(acks.filter(({ ok }) => ok)).toHaveLength(500)
    const refused = acks.find(({ ok }) => !ok)
    expect(refused).toMatchObject({ error: { code: 'rate_limited' } })
    const joined = ids[acks.findIndex(({ ok }) => ok)] ?? ''
    expect(await hanako.ask('join_chat', { chat_id: joined })).toMatchObject({ ok: true })
    await hanako.must('leave_chat', { chat_id: joined })
    const waiting = ids[acks.findIndex(({ ok }) => !ok)] ?? ''
    expect(await hanako.ask('join_chat', { chat_id: waiting })).toMatchObject({ ok: true })
  })
})
