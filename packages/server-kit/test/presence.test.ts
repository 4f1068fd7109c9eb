import { describe, expect, test } from 'vitest'
import { memoryPresence } from '../src/adapters/memory/index'
import { say, startServer } from './support/start-server'

describe('presence', () => {
  test('of a person with two devices is the better of the two, and ends with the last', async () => {
    await using server = await startServer()
    await server.open()
    const taro = await (await server.person('taro')).connect()
    const hanako = await server.person('hanako')
    const before = await taro.must('watch_presence', { user_ids: ['hanako'] })
    expect(before.presence).toEqual([{ userId: 'hanako', status: 'offline', last_seen: null }])

    const phone = await hanako.connect()
    expect(await taro.next('presence')).toMatchObject({ status: 'online' })
    const desk = await hanako.connect()
    await phone.must('set_presence', { status: 'away' })
    await desk.must('set_presence', { status: 'away' })
    expect(await taro.next('presence')).toMatchObject({ status: 'away' })
    await phone.must('set_presence', { status: 'online' })
    expect(await taro.next('presence')).toMatchObject({ status: 'online' })
    phone.close()
    expect(await taro.next('presence')).toMatchObject({ status: 'away' })
    desk.close()
    const { last_seen } = await taro.next('presence', ({ status }) => status === 'offline')
    expect(last_seen).not.toBeNull()
    expect(taro.all('presence')).toHaveLength(5)
    const after = await taro.must('watch_presence', { user_ids: ['hanako'] })
    expect(after.presence).toMatchObject([{ status: 'offline' }])
    expect(after.presence[0]?.last_seen).not.toBeNull()
  })

  test('of one who left before it was written down leaves no ghost', async () => {
    const leases = memoryPresence()
    let asked = () => {}
    let answer = () => {}
    const reached = new Promise<void>((resolve) => (asked = resolve))
    const gate = new Promise<void>((resolve) => (answer = resolve))
    await using server = await startServer({
      presence: {
        renew: (...args) => leases.renew(...args),
        release: (ids) => leases.release(ids),
        looking: (pairs) => leases.looking(pairs),
        close: () => leases.close(),
        async read(userIds) {
          const read = await leases.read(userIds)
          if (userIds.includes('hanako')) {
            asked()
            await gate
          }
          return read
        },
      },
    })
    await server.open()
    const taro = await (await server.person('taro')).connect()
    await taro.must('join_chat', { chat_id: 'order-1' })
    const hanako = await (await server.person('hanako')).connect()
    await hanako.must('join_chat', { chat_id: 'order-1' })
    await reached
    hanako.close()
    await taro.next('user_left')
    answer()
    await taro.settled()
    expect(await leases.read(['hanako'])).toEqual([{ userId: 'hanako', status: 'offline' }])
  })

  test('is watched anew with each call, and by admins of anyone', async () => {
    await using server = await startServer()
    await server.open()
    const taro = await (await server.person('taro')).connect()
    const admin = await (await server.person('admin', 'admin')).connect()
    await taro.must('watch_presence', { user_ids: ['hanako'] })
    await taro.must('watch_presence', { user_ids: [] })
    await admin.must('watch_presence', { user_ids: ['hanako'] })
    await (await server.person('hanako')).connect()
    expect(await admin.next('presence')).toMatchObject({ userId: 'hanako', status: 'online' })
    await taro.settled()
    expect(taro.all('presence')).toEqual([])
  })
})

describe('typing', () => {
  test('is told to the others alone, and a send or a departure ends it', async () => {
    await using server = await startServer()
    const chat = await server.open()
    const taro = await (await server.person('taro')).connect()
    const person = await server.person('hanako')
    const [phone, desk] = [await person.connect(), await person.connect()]
    for (const socket of [taro, phone, desk]) await socket.must('join_chat', { chat_id: chat.id })
    const start = () => phone.must('typing_indicator', { chat_id: chat.id, action: 'start' })

    await start()
    expect(await taro.next('typing_indicator')).toMatchObject({
      userId: 'hanako',
      role: 'user',
      action: 'start',
      expires_in: 6_000,
    })
    await say(phone, chat.id, 'Here it is')
    expect(await taro.next('typing_indicator')).toMatchObject({ action: 'stop' })
    await start()
    expect(await taro.next('typing_indicator')).toMatchObject({ action: 'start' })
    phone.close()
    expect(await taro.next('typing_indicator')).toMatchObject({ action: 'stop' })
    await desk.settled()
    expect(desk.all('typing_indicator')).toEqual([])
  })
})

describe('the inbox', () => {
  test('is told once for many messages, with absolute counts, to every device', async () => {
    await using server = await startServer()
    const chat = await server.open()
    const taro = await (await server.person('taro')).connect()
    const person = await server.person('hanako')
    const [phone, desk] = [await person.connect(), await person.connect()]
    const sends = Array.from({ length: 50 }, (_, i) => say(taro, chat.id, `Message ${i}`))
    await Promise.all(sends)
    for (const device of [phone, desk]) {
      const told = await device.next('chat_updated', ({ head_seq }) => head_seq === 50)
      expect(told).toMatchObject({ unread_count: 50, last_message: { content: 'Message 49' } })
      expect(device.all('chat_updated').length).toBeLessThan(10)
    }
    await phone.must('mark_messages_read', { chatId: chat.id, up_to_seq: 50 })
    const read = await desk.next('chat_updated', ({ read_seq }) => read_seq === 50)
    expect(read.unread_count).toBe(0)
  })
})
