import { describe, expect, test } from 'vitest'
import { say } from './support/start-server'
import { look, startNotifying, type NotifyingServer } from './support/start-notifying'

const resolveUsers = async (ids: readonly string[]) =>
  new Map(ids.map((id) => [id, { name: `${id}さん`, locale: 'ja' }]))

/** Two people with a chat; the shopper has a phone and a tablet, and nothing open. */
async function scene(server: NotifyingServer) {
  const chat = await server.server.open()
  const [hanako, taro] = [await server.server.person('hanako'), await server.server.person('taro')]
  const phone = await server.subscribe(taro, 'phone')
  return { chat, hanako, taro, phone, here: await hanako.connect() }
}

describe('a message to someone who is away', () => {
  test('is pushed with the specified words, listed, and told to their sockets', async () => {
    await using server = await startNotifying({ resolveUsers })
    const { chat, taro, phone, here } = await scene(server)
    const socket = await taro.connect()
    const message = await say(here, chat.id, '商品について質問があります')
    const { payload, message: sent } = await server.pushed(phone)
    expect(payload).toMatchObject({
      title: 'hanakoさんからの新着メッセージ',
      body: '商品について質問があります',
      icon: '/icons/chat-notification.png',
      tag: chat.id,
      data: {
        ...{ type: 'chat_message', chatId: chat.id, messageId: message.id, orderId: 'order-1' },
      },
      actions: [{ action: 'reply', title: '返信' }, { action: 'view_order' }],
      unread: 1,
    })
    expect(sent).toMatchObject({ urgency: 'high', ttl: 24 * 60 * 60 })
    const told = await socket.next('notification')
    expect(told).toMatchObject({ id: payload.id, user_id: 'taro', kind: 'chat_message' })
    await server.delivered(1)
    const { notifications, total } = await server.must(taro, 'listNotifications')
    expect(total).toBe(1)
    expect(notifications[0]).toMatchObject({ id: payload.id, title: told.title, state: 'sent' })
    expect(here.all('notification')).toEqual([])
  })

  test('speaks of a photo, and in the language the person chose', async () => {
    await using server = await startNotifying({ resolveUsers })
    const { chat, taro, phone, here } = await scene(server)
    await server.must(taro, 'setPreferences', { json: { locale: 'en' } })
    const photo = { content: '', type: 'image', attachment_url: 'https://cdn.test/a.jpg' } as const
    await here.must('send_message', { chatId: chat.id, message: photo })
    expect((await server.pushed(phone)).payload).toMatchObject({
      ...{ title: 'New message from hanakoさん', body: 'Sent a photo' },
    })
  })

  test('that was edited before it went out shows the final text', async () => {
    await using server = await startNotifying()
    const { chat, taro, phone, here } = await scene(server)
    await look(await taro.connect(), chat.id)
    const { id } = await say(here, chat.id, 'Mlik')
    await server.decision('taro')
    await here.must('edit_message', { chatId: chat.id, messageId: id, content: 'Milk' })
    await server.passes(30_000)
    expect((await server.pushed(phone)).payload.body).toBe('Milk')
  })

  test('that was deleted before it went out is not told', async () => {
    await using server = await startNotifying()
    const { chat, taro, here } = await scene(server)
    await look(await taro.connect(), chat.id)
    const { id } = await say(here, chat.id, 'Oops')
    await server.decision('taro')
    await here.must('delete_message', { chatId: chat.id, messageId: id })
    await server.passes(30_000)
    expect(await server.decision('taro')).toMatchObject({ outcome: 'drop' })
    expect(server.push.sent.all).toEqual([])
    expect((await server.must(taro, 'listNotifications')).total).toBe(0)
  })

  test('deleted while a push service makes it wait is not sent again', async () => {
    await using server = await startNotifying()
    const { chat, phone, here } = await scene(server)
    server.push.answer = () => ({ outcome: 'retry', reason: 'busy', retryAfterMs: 60_000 })
    const { id } = await say(here, chat.id, 'Oops')
    const { payload } = await server.pushed(phone)
    await server.delivered(1)
    await here.must('delete_message', { chatId: chat.id, messageId: id })
    await server.passes(120_000)
    expect(await server.settled.next()).toMatchObject({
      ...{ outcome: 'cancelled', step: { step: 'cancel', outcome: 'deleted' } },
    })
    expect(server.push.sent.all).toHaveLength(1)
    const steps = await server.notifications.explain(String(payload.id))
    expect(steps.map(({ step, outcome }) => `${step} ${outcome}`)).toEqual([
      ...['attention noticed', 'read passed', 'preference passed', 'looking passed'],
      ...['send queued', 'push retry', 'cancel deleted'],
    ])
  })
})

describe('someone who looks at the chat', () => {
  test('is left in peace for thirty seconds, then told what they did not read', async () => {
    await using server = await startNotifying()
    const { chat, taro, phone, here } = await scene(server)
    const socket = await taro.connect()
    await look(socket, chat.id)
    await say(here, chat.id, 'Are you there?')
    expect(await server.decision('taro')).toMatchObject({ outcome: 'defer', because: 'looking' })
    expect(await server.must(taro, 'getUnreadNotifications')).toEqual({ unread_count: 0 })
    await server.passes(29_000)
    expect(server.push.sent.all).toEqual([])
    await server.passes(1_000)
    const { payload } = await server.pushed(phone)
    expect(payload.body).toBe('Are you there?')
    expect((await socket.next('notification')).id).toBe(payload.id)
  })

  test('is told nothing of what they read meanwhile', async () => {
    await using server = await startNotifying()
    const { chat, taro, here } = await scene(server)
    const socket = await taro.connect()
    await look(socket, chat.id)
    const { seq } = await say(here, chat.id, 'Are you there?')
    await server.decision('taro')
    await socket.must('mark_messages_read', { chatId: chat.id, up_to_seq: seq })
    await server.passes(30_000)
    expect((await server.must(taro, 'listNotifications')).total).toBe(0)
    expect(server.push.sent.all).toEqual([])
  })

  test('on one device is not disturbed on another', async () => {
    await using server = await startNotifying()
    const { chat, taro, here } = await scene(server)
    await look(await taro.connect(), null)
    await look(await taro.connect(), chat.id)
    await say(here, chat.id, 'Hello')
    expect(await server.decision('taro')).toMatchObject({ outcome: 'defer' })
  })

  test('at another chat is told at once', async () => {
    await using server = await startNotifying()
    const { chat, taro, phone, here } = await scene(server)
    const other = await server.server.open({ order_id: 'order-2' })
    await look(await taro.connect(), other.id)
    await say(here, chat.id, 'Hello')
    expect((await server.pushed(phone)).payload.tag).toBe(chat.id)
  })
})

describe('several messages', () => {
  test('become one notification with a count, also those that follow soon', async () => {
    await using server = await startNotifying()
    const { chat, taro, phone, here } = await scene(server)
    for (const text of ['one', 'two', 'three']) await say(here, chat.id, text)
    const first = await server.pushed(phone)
    await server.delivered(1)
    for (const text of ['four', 'five']) await say(here, chat.id, text)
    await server.passes(5_000)
    // Which of them the earlier pushes had is chance; the last has them all.
    const last = await server.push.sent.next(({ payload }) => payload.title === '5 new messages')
    expect(last.payload).toMatchObject({ id: first.payload.id, tag: chat.id, body: 'five' })
    expect(last.message.topic).toBe(first.message.topic)
    const { notifications, total } = await server.must(taro, 'listNotifications')
    expect([total, notifications[0]?.count]).toEqual([1, 5])
    expect(await server.must(taro, 'getUnreadNotifications')).toEqual({ unread_count: 1 })
  })

  test('that come within five seconds of a push wait for the next', async () => {
    await using server = await startNotifying()
    const { chat, phone, here } = await scene(server)
    await say(here, chat.id, 'one')
    expect(await server.decision('taro')).toMatchObject({ outcome: 'send' })
    await server.delivered(1)
    await say(here, chat.id, 'two')
    expect(await server.decision('taro')).toMatchObject({
      ...{ outcome: 'defer', because: 'burst', until: server.now + 5_000 },
    })
    await server.passes(4_999)
    expect(server.push.sent.all).toHaveLength(1)
    await server.passes(1)
    const { payload } = await server.push.sent.next((push) => push.payload.body === 'two')
    expect(payload.title).toBe('2 new messages')
    expect((await server.pushed(phone)).payload.body).toBe('one')
  })
})

describe('an order update', () => {
  test('notifies once, under its own kind, both people', async () => {
    await using server = await startNotifying()
    const { hanako, taro } = await scene(server)
    const phones = [await server.subscribe(hanako, 'phone'), await server.subscribe(taro, 'phone')]
    await server.otsy.orders.update('order-1', { status: 'out_for_delivery' })
    for (const phone of phones) {
      const { payload } = await server.pushed(phone)
      expect(payload).toMatchObject({
        title: 'Order Update',
        body: 'Your order status has been updated to: Out for delivery',
        tag: 'order-1',
        data: { type: 'order_update', orderId: 'order-1', status: 'out_for_delivery' },
      })
    }
    await server.delivered(2)
    for (const person of [hanako, taro]) {
      const { notifications } = await server.must(person, 'listNotifications')
      expect(notifications.map(({ kind }) => kind)).toEqual(['order_update'])
    }
  })
})
