import { describe, expect, test } from 'vitest'
import { lossyBus } from './support/lossy-bus'
import { say, startServer, type RunningServer } from './support/start-server'

/** Three people in one chat, all of them joined. */
async function three(server: RunningServer) {
  const chat = await server.open({ initial_message: 'Hello' })
  await server.otsy.chat.members.add(chat.id, { user_id: 'jiro', role: 'shopper' })
  const [hanako, taro, jiro] = await Promise.all(
    ['hanako', 'taro', 'jiro'].map(async (userId) => {
      const socket = await (await server.person(userId)).connect()
      await socket.must('join_chat', { chat_id: chat.id })
      return socket
    }),
  )
  if (hanako === undefined || taro === undefined || jiro === undefined) throw new Error('three')
  return { chatId: chat.id, hanako, taro, jiro }
}

describe('one who is removed', () => {
  test('in the middle of a conversation hears nothing that came after', async () => {
    await using server = await startServer()
    const { chatId, hanako, taro } = await three(server)
    await say(hanako, chatId, 'Before')
    await taro.next('new_message', ({ content }) => content === 'Before')
    await server.otsy.chat.members.remove(chatId, 'taro')
    await say(hanako, chatId, 'After')
    await hanako.must('typing_indicator', { chat_id: chatId, action: 'start' })
    await server.otsy.orders.update('order-1', { status: 'shopping' })
    await hanako.next('chat_updated', ({ last_message }) => last_message?.type === 'order_update')
    await taro.settled()

    expect(taro.all('new_message').map(({ content }) => content)).toEqual(['Before'])
    expect(taro.all('order_update')).toEqual([])
    expect(taro.all('typing_indicator')).toEqual([])
    expect(taro.all('chat_updated').every(({ head_seq }) => head_seq <= 3)).toBe(true)
    expect((await taro.next('membership_changed')).members.map(({ user_id }) => user_id)).toEqual([
      'hanako',
      'jiro',
    ])
    for (const ack of [
      await taro.ask('send_message', { chatId, message: { content: 'Let me in' } }),
      await taro.ask('join_chat', { chat_id: chatId }),
      await taro.ask('join_chat', { chat_id: 'order-1' }),
    ]) {
      expect(ack).toMatchObject({ ok: false, error: { code: 'not_found' } })
    }
  })

  test('hears nothing either when the news of it is lost', async () => {
    await using server = await startServer({
      bus: lossyBus(({ kind }) => kind === 'members'),
      headCheckMs: 3_600_000,
    })
    const { chatId, hanako, taro } = await three(server)
    await server.otsy.chat.members.remove(chatId, 'taro')
    await say(hanako, chatId, 'After')
    await hanako.next('new_message', ({ content }) => content === 'After')
    await taro.settled()
    expect(taro.names).not.toContain('new_message')
  })

  test('does not see either how far others read, when the news of it is lost', async () => {
    await using server = await startServer({
      bus: lossyBus(({ kind }) => kind === 'members'),
      headCheckMs: 3_600_000,
    })
    const { chatId, hanako, taro } = await three(server)
    await server.otsy.chat.members.remove(chatId, 'taro')
    const jiro = await (await server.person('jiro')).connect()
    await jiro.must('mark_messages_read', { chatId, up_to_seq: 3 })
    expect(await hanako.next('messages_read', ({ userId }) => userId === 'jiro')).toMatchObject({
      read_seq: 3,
    })
    await taro.settled()
    expect(taro.names).not.toContain('messages_read')
  })

  test('does not see others type, when the news of it is lost', async () => {
    await using server = await startServer({
      bus: lossyBus(({ kind }) => kind === 'members'),
      headCheckMs: 3_600_000,
    })
    const { chatId, taro } = await three(server)
    await server.otsy.chat.members.remove(chatId, 'taro')
    // On a device that has not joined, so that the store is asked.
    const jiro = await (await server.person('jiro')).connect()
    await jiro.must('typing_indicator', { chat_id: chatId, action: 'start' })
    expect(await taro.next('membership_changed')).toMatchObject({ chatId })
    await taro.settled()
    expect(taro.names).not.toContain('typing_indicator')
  })

  test('and comes back hears what is said from then on', async () => {
    await using server = await startServer()
    const { chatId, hanako, taro } = await three(server)
    await server.otsy.chat.members.remove(chatId, 'taro')
    await say(hanako, chatId, 'Meanwhile')
    const member = { user_id: 'taro', role: 'shopper', sees: 'head' } as const
    await server.otsy.chat.members.add(chatId, member)
    const { page } = await taro.must('join_chat', { chat_id: chatId })
    expect(page.messages.map(({ type }) => type)).toEqual(['system'])
    await say(hanako, chatId, 'Welcome back')
    await taro.next('new_message', ({ content }) => content === 'Welcome back')
    expect(taro.all('new_message').map(({ content }) => content)).toEqual(['Welcome back'])
  })

  test('while joining ends outside', async () => {
    await using server = await startServer()
    const chat = await server.open({ initial_message: 'Hello' })
    const hanako = await (await server.person('hanako')).connect()
    await hanako.must('join_chat', { chat_id: chat.id })
    const taro = await (await server.person('taro')).connect()
    const joins = Array.from({ length: 20 }, () => taro.ask('join_chat', { chat_id: chat.id }))
    const [removed] = await Promise.all([
      server.otsy.chat.members.remove(chat.id, 'taro'),
      Promise.all(joins),
    ])
    const last = await say(hanako, chat.id, 'Among ourselves')
    await hanako.next('new_message', ({ id }) => id === last.id)
    await taro.settled()
    expect(taro.all('new_message').every(({ seq }) => seq <= removed.head_seq)).toBe(true)
    expect(await taro.ask('join_chat', { chat_id: chat.id })).toMatchObject({ ok: false })
  })

  test('while typing is not typing any more', async () => {
    await using server = await startServer()
    const { chatId, hanako, taro } = await three(server)
    await taro.must('typing_indicator', { chat_id: chatId, action: 'start' })
    await hanako.next('typing_indicator', ({ action }) => action === 'start')
    await server.otsy.chat.members.remove(chatId, 'taro')
    await hanako.next('typing_indicator', ({ action }) => action === 'stop')
    await hanako.next('user_left', ({ userId }) => userId === 'taro')
  })

  test('is watched no longer, and watches no longer', async () => {
    await using server = await startServer()
    const { chatId, hanako, taro } = await three(server)
    await hanako.must('watch_presence', { user_ids: ['taro', 'jiro'] })
    await taro.must('watch_presence', { user_ids: ['hanako'] })
    await server.otsy.chat.members.remove(chatId, 'taro')
    await hanako.next('membership_changed', ({ members }) => members.length === 2)
    await taro.must('set_presence', { status: 'away' })
    await hanako.must('set_presence', { status: 'away' })
    await Promise.all([hanako.settled(), taro.settled()])
    expect(hanako.all('presence')).toEqual([])
    expect(taro.all('presence')).toEqual([])
  })
})

describe('a shopper who is replaced', () => {
  test('hands place and role to the new one, who sees what the host lets them see', async () => {
    await using server = await startServer()
    const chat = await server.open({ initial_message: 'Hello' })
    const saburo = await (await server.person('saburo', 'shopper')).connect()
    const replacement = { from: 'taro', to: 'saburo', sees: 'head' } as const
    const after = await server.otsy.chat.members.replace(chat.id, replacement)
    expect(after).toMatchObject({ user_id: 'hanako', shopper_id: 'saburo' })
    expect(
      (await saburo.next('membership_changed')).members.map((m) => [m.user_id, m.role]),
    ).toEqual([
      ['hanako', 'user'],
      ['saburo', 'shopper'],
    ])
    const { page } = await saburo.must('join_chat', { chat_id: chat.id })
    expect(page.messages.map(({ metadata }) => metadata?.event)).toEqual(['member_replaced'])
    const first = await server.otsy.chat.history(chat.id, { page: 1, limit: 1 })
    expect(first.total).toBe(2)
  })
})

test('changes of members are told in their order, however long names take', async () => {
  let tell = () => {}
  const named = new Promise<void>((resolve) => (tell = resolve))
  await using server = await startServer({
    async resolveUsers(ids) {
      if (ids.includes('jiro')) await named
      return {}
    },
  })
  const { id } = await server.open()
  const hanako = await (await server.person('hanako')).connect()
  await hanako.must('join_chat', { chat_id: id })
  const { chats } = server.storage
  const added = server.otsy.chat.members.add(id, { user_id: 'jiro', role: 'shopper' })
  const reader = { userId: null, unrestricted: true }
  while ((await chats.find({ chat_id: id }, reader))?.members.length !== 3) await Promise.resolve()
  await server.otsy.chat.members.remove(id, 'jiro')
  tell()
  await added
  const counts = [await hanako.next('membership_changed'), await hanako.next('membership_changed')]
  expect(counts.map(({ members }) => members.length)).toEqual([3, 2])
})
