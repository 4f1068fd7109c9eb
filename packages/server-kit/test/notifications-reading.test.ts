import { describe, expect, test } from 'vitest'
import { say } from './support/start-server'
import { startNotifying, type NotifyingServer } from './support/start-notifying'

/** Taro has a phone that forgives silence and a tablet that does not, and was told of a message. */
async function told(server: NotifyingServer) {
  const chat = await server.server.open()
  const [hanako, taro] = [await server.server.person('hanako'), await server.server.person('taro')]
  const phone = await server.subscribe(taro, 'phone')
  const tablet = await server.subscribe(taro, 'tablet', 'strict.push.test')
  const [here, there] = [await hanako.connect(), await taro.connect()]
  const message = await say(here, chat.id, 'Hello')
  const { id } = await there.next('notification')
  for (const device of [phone, tablet]) await server.pushed(device)
  await server.delivered(2)
  return { chat, taro, phone, tablet, here, there, message, id }
}

describe('reading the chat on one device', () => {
  test('marks the notification read, tells every socket, and closes what is shown', async () => {
    await using server = await startNotifying()
    const { chat, taro, phone, there, message, id } = await told(server)
    const other = await taro.connect()
    await there.must('mark_messages_read', { chatId: chat.id, up_to_seq: message.seq })
    const read = { notification_ids: [id], tags: [chat.id], unread_count: 0 }
    expect(await other.next('notifications_read')).toEqual(read)
    expect(await there.next('notifications_read')).toEqual(read)
    const { payload, message: push } = await server.pushed(phone)
    expect(payload).toEqual({ silent: true, close: [chat.id], unread: 0 })
    expect(push.urgency).toBe('low')
    await server.delivered(1)
    const [notification] = (await server.must(taro, 'listNotifications')).notifications
    expect(notification).toMatchObject({ id, state: 'sent' })
    expect(notification?.read_at).toBeDefined()
    expect(server.push.sent.all).toHaveLength(3)
  })

  test('takes it down with the next push where silence is not forgiven', async () => {
    await using server = await startNotifying()
    const { chat, tablet, there, message } = await told(server)
    await there.must('mark_messages_read', { chatId: chat.id, up_to_seq: message.seq })
    await there.next('notifications_read')
    const alert = { kind: 'system_alert', title: 'Closing soon', body: '' } as const
    await server.notifications.send('taro', alert)
    expect((await server.pushed(tablet)).payload).toMatchObject({
      ...{ title: 'Closing soon', close: [chat.id], unread: 1 },
    })
  })

  test('cancels what waits at a push service that is busy', async () => {
    await using server = await startNotifying()
    const chat = await server.server.open()
    const [hanako, taro] = [
      await server.server.person('hanako'),
      await server.server.person('taro'),
    ]
    const phone = await server.subscribe(taro, 'phone')
    server.push.answer = () => ({ outcome: 'retry', reason: 'busy', retryAfterMs: 60_000 })
    const there = await taro.connect()
    const { seq } = await say(await hanako.connect(), chat.id, 'Hello')
    await server.pushed(phone)
    await server.delivered(1)
    await there.must('mark_messages_read', { chatId: chat.id, up_to_seq: seq })
    const { notification_ids } = await there.next('notifications_read')
    await server.passes(120_000)
    const [notification] = (await server.must(taro, 'listNotifications')).notifications
    expect(notification).toMatchObject({ id: notification_ids[0], state: 'cancelled' })
    expect(server.push.sent.all).toHaveLength(1)
  })
})

describe('marking notifications read', () => {
  test('by id or all at once counts down, and touches nobody else’s', async () => {
    await using server = await startNotifying()
    const { taro, there, id } = await told(server)
    const jiro = await server.server.person('jiro')
    for (const title of ['one', 'two']) {
      await server.notifications.send('taro', { kind: 'payment', title, body: '' })
      await server.decision('taro')
    }
    const read = (person: typeof taro, json: object) =>
      server.must(person, 'markNotificationsRead', { json })
    expect(await read(jiro, { notification_ids: [id] })).toMatchObject({ unread_count: 0 })
    expect(await server.must(taro, 'getUnreadNotifications')).toEqual({ unread_count: 3 })
    expect(await read(taro, { notification_ids: [id] })).toEqual({ success: true, unread_count: 2 })
    expect(await there.next('notifications_read')).toMatchObject({ notification_ids: [id] })
    expect(await read(taro, { all: true })).toEqual({ success: true, unread_count: 0 })
    expect((await there.next('notifications_read')).notification_ids).toHaveLength(2)
    await read(taro, { all: true })
    await there.settled()
    expect(there.all('notifications_read')).toHaveLength(2)
  })

  test('leaves the chat unread: a message is read in its chat', async () => {
    await using server = await startNotifying()
    const { chat, taro, here, phone, id } = await told(server)
    await server.must(taro, 'markNotificationsRead', { json: { all: true } })
    const path = `/v1/chat/${chat.id}/unread-count` as const
    expect(await server.must(taro, 'getUnreadCount', { path })).toEqual({ unread_count: 1 })
    await server.pushed(phone)
    await say(here, chat.id, 'Still there?')
    const { payload } = await server.push.sent.next(
      (push) => push.payload.title === '2 new messages',
    )
    expect(payload.id).not.toBe(id)
  })
})
