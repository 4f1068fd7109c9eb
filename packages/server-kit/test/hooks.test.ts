import type { Metadata } from '@otsy/protocol'
import * as z from 'zod'
import { describe, expect, test } from 'vitest'
import { createOtsyServer, OtsyError } from '../src/index'
import { memoryStorage } from '../src/adapters/memory/index'
import { say, startServer } from './support/start-server'

/** Resolves after some turns of the event loop: a host's code that takes a while. */
const turns = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i++) await new Promise<void>((resolve) => setImmediate(resolve))
}

describe('beforeEdit', () => {
  test('sees an edit like a new text: may change it or refuse it', async () => {
    await using server = await startServer({
      hooks: {
        beforeEdit({ content }) {
          if (content.includes('phone')) throw new OtsyError('rejected')
          return content === 'more' ? 'x'.repeat(10_001) : content.toUpperCase()
        },
      },
    })
    const chat = await server.open()
    const hanako = await (await server.person('hanako')).connect()
    const { id } = await say(hanako, chat.id, 'hello')
    const edit = (content: string) =>
      hanako.ask('edit_message', { chatId: chat.id, messageId: id, content })
    expect(await edit('my phone')).toMatchObject({ ok: false, error: { code: 'rejected' } })
    expect(await edit('goodbye')).toMatchObject({ ok: true, data: { content: 'GOODBYE' } })
    expect(await edit('more')).toMatchObject({ ok: false, error: { code: 'internal' } })
    expect(server.log.text()).toContain('beforeEdit answered what nobody may send')
  })
})

describe('beforeSend', () => {
  test('may change a text, refuse one, and see who says it', async () => {
    await using server = await startServer({
      hooks: {
        beforeSend({ draft, caller }) {
          if (draft.content.includes('phone')) {
            throw new OtsyError('rejected', { message: 'No phone numbers, please.' })
          }
          return caller.kind === 'host' ? undefined : { content: draft.content.toUpperCase() }
        },
      },
    })
    const chat = await server.open()
    const hanako = await (await server.person('hanako')).connect()
    expect(await say(hanako, chat.id, 'hello')).toMatchObject({ content: 'HELLO' })
    expect(await server.otsy.chat.send(chat.id, { content: 'hello' })).toMatchObject({
      content: 'hello',
    })
    const message = { content: 'my phone is 0' }
    const refused = await hanako.ask('send_message', { chatId: chat.id, message })
    const error = { code: 'rejected', message: 'No phone numbers, please.', retryable: false }
    expect(refused).toMatchObject({ ok: false, error })
    const first = { order_id: 'o2', user_id: 'hanako', shopper_id: 'taro' }
    const person = await server.person('hanako')
    const opened = await person.call('POST /v1/chat', {
      json: { ...first, initial_message: 'phone' },
    })
    expect(opened).toMatchObject({ status: 422, body: { error: { code: 'rejected' } } })
    expect((await person.call('GET /v1/chat/order/o2')).status).toBe(404)
  })

  test('whose answer cannot be stored fails its own message alone', async () => {
    const answers: Record<string, { content: string } | { metadata: Metadata }> = {
      text: { content: 'a\0b' },
      metadata: { metadata: { note: 'a\0b' } },
    }
    await using server = await startServer({
      hooks: { beforeSend: ({ draft }) => answers[draft.content] },
    })
    const chat = await server.open()
    const hanako = await (await server.person('hanako')).connect()
    const acks = await Promise.all(
      ['text', 'fine', 'metadata'].map((content) =>
        hanako.ask('send_message', { chatId: chat.id, message: { content } }),
      ),
    )
    expect(acks.map(({ ok }) => ok)).toEqual([false, true, false])
  })

  test('is held to what a sender is held to, hears what was wrong, and changes nothing else', async () => {
    const answers: Record<string, { content: string }> = {
      long: { content: 'x'.repeat(10_001) },
      empty: { content: ' ' },
      else: { ...{ id: 'evil', seq: 5, type: 'system' }, content: 'ELSE' },
    }
    await using server = await startServer({
      hooks: { beforeSend: ({ draft }) => answers[draft.content] },
    })
    const chat = await server.open()
    const hanako = await (await server.person('hanako')).connect()
    for (const content of ['long', 'empty']) {
      const ack = await hanako.ask('send_message', { chatId: chat.id, message: { content } })
      expect(ack).toMatchObject({ ok: false, error: { code: 'internal' } })
    }
    expect(server.log.text()).toContain('content must have at most 10000 characters')
    const told = await say(hanako, chat.id, 'else')
    expect(told).toMatchObject({ seq: 1, type: 'text', content: 'ELSE', sender_id: 'hanako' })
    expect(told.id).not.toBe('evil')
  })

  test('keeps the order of one sender however long it takes for each', async () => {
    await using server = await startServer({
      hooks: { beforeSend: ({ draft }) => turns(Number(draft.content) % 7) },
    })
    const chat = await server.open()
    const hanako = await (await server.person('hanako')).connect()
    const sends = Array.from({ length: 60 }, (_, i) => say(hanako, chat.id, String(60 - i)))
    const sent = await Promise.all(sends)
    expect(sent.map(({ seq }) => seq)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1))
  })

  test('that changes its mind does not make a retry another message', async () => {
    let calls = 0
    await using server = await startServer({
      hooks: { beforeSend: ({ draft }) => ({ content: `${draft.content} ${++calls}` }) },
    })
    const chat = await server.open()
    const hanako = await (await server.person('hanako')).connect()
    const payload = { chatId: chat.id, message: { content: 'x', client_id: 'k' } }
    const first = await hanako.must('send_message', payload)
    expect(await hanako.must('send_message', payload)).toEqual(first)
    expect(calls).toBe(2)
  })

  test('that fails is a fault of ours, stored nowhere and told without its story', async () => {
    await using server = await startServer({
      hooks: { beforeSend: () => Promise.reject(new Error('the filter is away')) },
    })
    const chat = await server.open()
    const hanako = await (await server.person('hanako')).connect()
    const ack = await hanako.ask('send_message', { chatId: chat.id, message: { content: 'x' } })
    expect(ack).toMatchObject({ ok: false, error: { code: 'internal' } })
    expect(JSON.stringify(ack)).not.toContain('filter')
    expect(server.log.text()).toContain('the filter is away')
    expect((await server.otsy.chat.get(chat.id)).head_seq).toBe(0)
  })
})

describe('onMessage', () => {
  test('is told of every stored message once, the kit’s own included', async () => {
    const told: string[] = []
    const hooks = {
      onMessage: { run: (m: { content: string }) => void told.push(m.content), awaited: true },
    }
    await using server = await startServer({ hooks })
    const chat = await server.open({ initial_message: 'First' })
    const hanako = await (await server.person('hanako')).connect()
    const payload = { chatId: chat.id, message: { content: 'Second', client_id: 'k' } }
    await hanako.must('send_message', payload)
    await hanako.must('send_message', payload)
    await server.otsy.orders.update('order-1', { status: 'shopping' }, { content: 'Third' })
    await server.otsy.chat.close(chat.id)
    expect(told).toEqual(['First', 'Second', 'Third', 'The chat was closed.'])
  })

  test('is awaited only where the host says so, and may fail without harm', async () => {
    let release = () => {}
    const gate = new Promise<void>((resolve) => (release = resolve))
    for (const awaited of [false, true]) {
      const run = async () => {
        await gate
        throw new Error('the indexer is away')
      }
      await using server = await startServer({ hooks: { onMessage: { run, awaited } } })
      const chat = await server.open()
      const hanako = await (await server.person('hanako')).connect()
      await hanako.must('join_chat', { chat_id: chat.id })
      const sent = say(hanako, chat.id, 'Hello')
      // Everyone is told at once; only the sender's answer may wait.
      await hanako.next('new_message')
      if (awaited) release()
      expect((await sent).content).toBe('Hello')
      release()
      await expect.poll(() => server.log.text()).toContain('the indexer is away')
    }
  })
})

describe('kinds of the host', () => {
  const kinds = {
    substitution: {
      from: 'people',
      metadata: z.object({ item: z.string(), price: z.coerce.number() }),
    },
    delivery_note: {},
  } as const

  test('check and complete their metadata by any Standard Schema', async () => {
    await using server = await startServer({ kinds })
    const chat = await server.open()
    const hanako = await (await server.person('hanako')).connect()
    const send = (message: object) =>
      hanako.raw('send_message', { chatId: chat.id, message: { content: '', ...message } })
    const metadata = { item: 'Oat milk', price: '240' }
    expect(await send({ type: 'substitution', metadata })).toMatchObject({
      data: { type: 'substitution', metadata: { item: 'Oat milk', price: 240 } },
    })
    expect(await send({ type: 'substitution', metadata: { item: 1 } })).toMatchObject({
      error: {
        code: 'invalid_input',
        details: [{ path: 'metadata.item' }, { path: 'metadata.price' }],
      },
    })
    expect(await send({ type: 'delivery_note' })).toMatchObject({
      error: { code: 'invalid_input' },
    })
    const note = { type: 'delivery_note', content: 'At the door' }
    expect(await server.otsy.chat.send(chat.id, note)).toMatchObject({ sender_role: 'system' })
  })

  test('whose check takes time are not overtaken by the sender’s next text', async () => {
    const slow = z.object({}).refine(async () => {
      await turns(5)
      return true
    })
    await using server = await startServer({ kinds: { slow: { from: 'people', metadata: slow } } })
    const chat = await server.open()
    const hanako = await (await server.person('hanako')).connect()
    const send = (message: { type: string; content: string }) =>
      hanako.must('send_message', { chatId: chat.id, message })
    const sent = await Promise.all([
      send({ type: 'slow', content: 'first' }),
      send({ type: 'text', content: 'second' }),
      send({ type: 'slow', content: 'third' }),
      send({ type: 'text', content: 'fourth' }),
    ])
    expect(sent.map(({ seq }) => seq)).toEqual([1, 2, 3, 4])
  })

  test('with a name the wire does not take are refused at once', () => {
    const options = { storage: memoryStorage(), auth: () => Promise.reject(new Error()) }
    expect(() => createOtsyServer({ ...options, kinds: { 'Not A Name': {} } })).toThrow(
      /Not A Name/,
    )
  })
})

describe('authorize', () => {
  test('replaces the default rule for everything people do', async () => {
    const asked = new Set<string>()
    await using server = await startServer({
      authorize: ({ viewer, action }) => {
        asked.add(action)
        return viewer.userId === 'support' ? action !== 'send' : action !== 'type'
      },
    })
    const chat = await server.open({ initial_message: 'Hello' })
    const support = await (await server.person('support', 'shopper')).connect()
    const joined = await support.must('join_chat', { chat_id: chat.id })
    expect(joined.page.messages).toHaveLength(1)
    const send = { chatId: chat.id, message: { content: 'x' } }
    expect(await support.ask('send_message', send)).toMatchObject({ error: { code: 'not_found' } })
    const hanako = await (await server.person('hanako')).connect()
    await hanako.must('join_chat', { chat_id: chat.id })
    const typing = { chat_id: chat.id, action: 'start' } as const
    expect(await hanako.ask('typing_indicator', typing)).toMatchObject({
      error: { code: 'forbidden' },
    })
    const sent = await say(hanako, chat.id, 'Allowed')
    const target = { chatId: chat.id, messageId: sent.id }
    await hanako.must('edit_message', { ...target, content: 'Still' })
    await hanako.must('react', { ...target, emoji: '👍', on: true })
    await hanako.must('delete_message', target)
    await hanako.must('mark_messages_read', { chatId: chat.id, up_to_seq: 1 })
    const person = await server.person('hanako')
    await person.call(`PUT /v1/chat/${chat.id}/mute`, { json: { until: null } })
    await person.call(`POST /v1/chat/${chat.id}/close`)
    expect([...asked].toSorted()).toEqual([
      'close',
      'delete',
      'edit',
      'mark_read',
      'mute',
      'react',
      'read',
      'send',
      'type',
    ])
  })
})

test('authorize is not got around by opening again or by counting', async () => {
  await using server = await startServer({ authorize: () => false })
  const { id } = await server.open({ initial_message: 'Hello' })
  const hanako = await server.person('hanako')
  const json = { order_id: 'order-1', user_id: 'hanako', shopper_id: 'taro' }
  expect((await hanako.call('POST /v1/chat', { json })).status).toBe(403)
  expect((await hanako.call(`GET /v1/chat/${id}/unread-count`)).status).toBe(403)
})

describe('verifyOrder', () => {
  const auth = () => Promise.reject(new Error())

  test('is required in production', () => {
    const create = (mode: 'production' | 'development') =>
      createOtsyServer({ storage: memoryStorage(), auth, mode })
    expect(() => create('production')).toThrow(/needs verifyOrder in production/)
    expect(() => create('development')).not.toThrow()
  })

  test('decides who may open a chat, the host included', async () => {
    await using server = await startServer({
      verifyOrder: ({ order_id, viewer }) => order_id === 'real' && viewer?.userId !== 'mallory',
    })
    const open = async (userId: string, order_id: string) => {
      const json = { order_id, user_id: userId, shopper_id: 'taro' }
      return (await (await server.person(userId)).call('POST /v1/chat', { json })).body
    }
    expect(await open('hanako', 'unreal')).toMatchObject({ error: { code: 'order_not_verified' } })
    expect(await open('mallory', 'real')).toMatchObject({ error: { code: 'order_not_verified' } })
    expect(await open('hanako', 'real')).toMatchObject({ order_id: 'real' })
    await expect(server.open({ order_id: 'unreal' })).rejects.toMatchObject({
      code: 'order_not_verified',
    })
  })
})

describe('resolveUsers', () => {
  test('that fails costs names and nothing else', async () => {
    await using server = await startServer({
      resolveUsers: () => Promise.reject(new Error('the directory is away')),
    })
    const chat = await server.open({ initial_message: 'Hello' })
    const hanako = await (await server.person('hanako')).connect()
    const { chat: seen } = await hanako.must('join_chat', { chat_id: chat.id })
    expect(seen.members.map(({ name }) => name)).toEqual([undefined, undefined])
    expect(server.log.text()).toContain('the directory is away')
  })
})

test('an edit may take a caption away, but not a text', async () => {
  await using server = await startServer()
  const chat = await server.open()
  const hanako = await (await server.person('hanako')).connect()
  const image = { type: 'image', content: 'Look', attachment_url: 'https://img.example/1.png' }
  const [photo, text] = [
    await hanako.must('send_message', { chatId: chat.id, message: image }),
    await say(hanako, chat.id, 'Hello'),
  ]
  const emptied = (messageId: string) =>
    hanako.ask('edit_message', { chatId: chat.id, messageId, content: '' })
  expect(await emptied(photo.id)).toMatchObject({ ok: true, data: { content: '' } })
  expect(await emptied(text.id)).toMatchObject({
    error: { code: 'invalid_input', details: [{ path: 'content', message: 'must not be empty' }] },
  })
})
