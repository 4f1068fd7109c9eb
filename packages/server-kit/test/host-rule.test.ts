import type { Chat } from '@otsy/protocol'
import { describe, expect, test } from 'vitest'
import type { Authorize } from '../src/index'
import { say, startServer } from './support/start-server'

/** A rule that refuses some people what it is told to, and can be told otherwise at any time. */
function rule() {
  const refused = new Set<string>()
  let fault: Error | undefined
  const authorize: Authorize = ({ viewer }) => {
    if (fault !== undefined) throw fault
    return !refused.has(viewer.userId)
  }
  return {
    authorize,
    refuse: (userId: string) => void refused.add(userId),
    fail: (cause: Error | undefined) => void (fault = cause),
  }
}

describe('a member whom the host’s rule refuses to read', () => {
  test('finds no row of the chat in any list', async () => {
    const { authorize, refuse } = rule()
    refuse('taro')
    await using server = await startServer({ authorize })
    const chat = await server.open()
    for (const as of ['hanako', 'taro'])
      await server.otsy.chat.send(chat.id, { content: 'x' }, { as })
    const listed = async (userId: string): Promise<number> => {
      const person = await server.person(userId)
      const { body } = await person.call('GET /v1/chat/my-chats')
      return (body as { chats: Chat[] }).chats.length
    }
    const news = async (userId: string): Promise<number> => {
      const socket = await (await server.person(userId)).connect()
      const { inbox } = await socket.must('sync', { epoch: 'e', cursors: {} })
      return inbox.length
    }
    expect([await listed('hanako'), await listed('taro')]).toEqual([1, 0])
    expect([await news('hanako'), await news('taro')]).toEqual([1, 0])
    expect((await server.otsy.chat.get(chat.id)).members).toHaveLength(2)
  })

  test('is told of no change, while the others are', async () => {
    const { authorize, refuse } = rule()
    refuse('taro')
    await using server = await startServer({ authorize })
    const chat = await server.open()
    const [hanako, taro] = [
      await (await server.person('hanako')).connect(),
      await (await server.person('taro')).connect(),
    ]
    await say(hanako, chat.id, 'Hello')
    await server.otsy.chat.members.add(chat.id, { user_id: 'jiro', role: 'shopper' })
    await hanako.next('chat_updated', ({ head_seq }) => head_seq === 2)
    await hanako.next('membership_changed')
    await taro.settled()
    expect(taro.names).not.toContain('chat_updated')
    expect(taro.names).not.toContain('membership_changed')
  })

  test('is told later, when the rule failed at first', async () => {
    const { authorize, fail } = rule()
    await using server = await startServer({ authorize })
    const chat = await server.open()
    const taro = await (await server.person('taro')).connect()
    fail(new Error('the rule’s database is away'))
    await server.otsy.chat.send(chat.id, { content: 'Hello' })
    await expect.poll(() => server.log.text()).toContain('authorize failed for an inbox row')
    fail(undefined)
    await taro.next('chat_updated', ({ head_seq }) => head_seq === 1)
  })
})

describe('one who sits in a chat by the host’s rule', () => {
  const checked = { headCheckMs: 20 }

  test('is put out within a head check of its saying no, and told so', async () => {
    const { authorize, refuse } = rule()
    await using server = await startServer({ ...checked, authorize })
    const chat = await server.open()
    const [hanako, support] = [
      await (await server.person('hanako')).connect(),
      await (await server.person('support', 'shopper')).connect(),
    ]
    for (const socket of [hanako, support]) await socket.must('join_chat', { chat_id: chat.id })
    refuse('support')
    await hanako.next('user_left', ({ userId }) => userId === 'support')
    expect(await support.next('error')).toEqual({
      code: 'not_found',
      event: 'join_chat',
      message: `You may not read the chat ${chat.id} any more.`,
    })
    await say(hanako, chat.id, 'Only us')
    await hanako.next('new_message')
    await support.settled()
    expect(support.names).not.toContain('new_message')
  })

  test('stays while the rule fails, and is asked about again', async () => {
    const { authorize, refuse, fail } = rule()
    await using server = await startServer({ ...checked, authorize })
    const chat = await server.open()
    const taro = await (await server.person('taro')).connect()
    await taro.must('join_chat', { chat_id: chat.id })
    fail(new Error('the rule’s database is away'))
    await expect.poll(() => server.log.text()).toContain('who sits there stays')
    await server.otsy.chat.send(chat.id, { content: 'Still there' })
    await taro.next('new_message')
    refuse('taro')
    fail(undefined)
    expect(await taro.next('error')).toMatchObject({ code: 'forbidden', event: 'join_chat' })
  })
})
