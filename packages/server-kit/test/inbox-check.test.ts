import { describe, expect, test } from 'vitest'
import { memoryStorage } from '../src/adapters/memory/index'
import { heldStorage } from './support/held-storage'
import { lossyBus } from './support/lossy-bus'
import { say, startServer } from './support/start-server'
import { storages } from './support/storages'

describe.each(storages)(
  'one who is online, with a bus that loses everything ($name)',
  ({ make }) => {
    const lost = { bus: lossyBus(() => true), headCheckMs: 20 }

    test('hears of chats nobody has joined within a head check', async () => {
      await using server = await startServer({ ...lost, storage: make() })
      const chat = await server.open()
      const [hanako, taro] = [
        await (await server.person('hanako')).connect(),
        await (await server.person('taro')).connect(),
      ]
      await say(taro, chat.id, 'Hello')
      const first = { chatId: chat.id, head_seq: 1, read_seq: 0, unread_count: 1 }
      expect(await hanako.next('chat_updated', (row) => row.head_seq === 1)).toMatchObject(first)
      // Another device of the same person marks; nothing else tells this one.
      const phone = await (await server.person('hanako')).connect()
      await phone.must('mark_messages_read', { chatId: chat.id, up_to_seq: 1 })
      const read = { head_seq: 1, read_seq: 1, unread_count: 0 }
      expect(await hanako.next('chat_updated', (row) => row.read_seq === 1)).toMatchObject(read)
      const other = await server.open({ order_id: 'order-2' })
      await hanako.next('chat_updated', ({ chatId }) => chatId === other.id)
    })
  },
)

test('what was told by a hint is not told again by the check', async () => {
  const { storage, calls } = heldStorage()
  await using server = await startServer({ storage, headCheckMs: 20 })
  const chat = await server.open()
  const [hanako, taro] = [
    await (await server.person('hanako')).connect(),
    await (await server.person('taro')).connect(),
  ]
  await say(taro, chat.id, 'Hello')
  await hanako.next('chat_updated', ({ head_seq }) => head_seq === 1)
  const before = calls('inboxChanges')
  await expect.poll(() => calls('inboxChanges')).toBeGreaterThan(before + 3)
  // The check could have told it since, and coalesced it into one.
  await say(taro, chat.id, 'Bye')
  await hanako.next('chat_updated', ({ head_seq }) => head_seq === 2)
  expect(hanako.all('chat_updated').filter(({ head_seq }) => head_seq === 1)).toHaveLength(1)
})

test('a storage that could not hear for a while is compared at once', async () => {
  const storage = memoryStorage()
  let notice: (chatId: string | null) => void = () => {}
  const onForeignCommit = (listener: typeof notice) => {
    notice = listener
    return () => {}
  }
  await using server = await startServer({
    storage: { ...storage, onForeignCommit },
    bus: lossyBus(() => true),
    headCheckMs: 3_600_000,
  })
  const chat = await server.open()
  const [hanako, taro] = [
    await (await server.person('hanako')).connect(),
    await (await server.person('taro')).connect(),
  ]
  await taro.must('join_chat', { chat_id: chat.id })
  const other = await server.open({ order_id: 'order-2' })
  for (const { id } of [chat, other]) await server.otsy.chat.send(id, { content: 'Hello' })
  notice(null)
  await taro.next('new_message', ({ seq }) => seq === 1)
  await hanako.next('chat_updated', (row) => row.chatId === other.id && row.head_seq === 1)
})
