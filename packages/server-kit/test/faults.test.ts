import { describe, expect, test } from 'vitest'
import { OtsyError } from '../src/index'
import { heldStorage } from './support/held-storage'
import { say, startServer } from './support/start-server'

describe('a store that fails', () => {
  test('answers a retryable refusal where it says so, and the retry is stored once', async () => {
    const held = heldStorage()
    await using server = await startServer({ storage: held.storage })
    const chat = await server.open()
    const person = await server.person('hanako')
    const hanako = await person.connect()
    held.fail('append', new OtsyError('storage_unavailable', { retryAfterMs: 1_500 }))
    const payload = { chatId: chat.id, message: { content: 'x', client_id: 'k' } }
    const refused = { code: 'storage_unavailable', retryable: true, retry_after_ms: 1_500 }
    expect(await hanako.ask('send_message', payload)).toMatchObject({ ok: false, error: refused })
    const line = `POST /v1/chat/${chat.id}/messages` as const
    const rest = await person.call(line, { json: payload.message })
    expect(rest).toMatchObject({ status: 503, body: { error: refused } })
    expect(rest.headers.get('retry-after')).toBe('2')

    held.fail('append', undefined)
    const sent = await hanako.must('send_message', payload)
    expect(await hanako.must('send_message', payload)).toEqual(sent)
    expect(sent.seq).toBe(1)
  })

  test('to say what became of a send leaves it to the sender, who may repeat one with a key', async () => {
    const held = heldStorage()
    await using server = await startServer({ storage: held.storage })
    const chat = await server.open()
    const hanako = await (await server.person('hanako')).connect()
    held.fail('append', new OtsyError('outcome_unknown'))
    const send = (message: object) => hanako.ask('send_message', { chatId: chat.id, message })
    expect(await send({ content: 'x', client_id: 'k' })).toMatchObject({
      error: { code: 'storage_unavailable', retryable: true },
    })
    expect(await send({ content: 'x' })).toMatchObject({
      error: {
        ...{ code: 'outcome_unknown', retryable: false },
        message: expect.stringContaining('look before doing it again') as unknown,
      },
    })
  })

  test('for a reason nobody expected tells none of it, and logs it with the request', async () => {
    const held = heldStorage()
    await using server = await startServer({ storage: held.storage })
    const chat = await server.open()
    const hanako = await (await server.person('hanako')).connect()
    held.fail('append', new Error('relation "messages" does not exist'))
    const message = { content: 'canary-7f3a' }
    const ack = await hanako.ask('send_message', { chatId: chat.id, message })
    expect(ack).toMatchObject({ ok: false, error: { code: 'internal', retryable: false } })
    expect(JSON.stringify(ack)).not.toContain('relation')
    expect(server.log.text()).toContain('relation')
    if (!ack.ok) expect(server.log.text()).toContain(ack.error.request_id)
    expect(server.log.text()).not.toContain('canary-7f3a')
  })

  test('to keep the read mark beside a send does not make the send look lost', async () => {
    const held = heldStorage()
    await using server = await startServer({ storage: held.storage })
    const chat = await server.open({ initial_message: 'Hello' })
    const hanako = await (await server.person('hanako')).connect()
    held.fail('advanceRead', new Error('away'))
    const payload = { chatId: chat.id, message: { content: 'Hi' }, read_seq: 1 }
    expect(await hanako.must('send_message', payload)).toMatchObject({ content: 'Hi', seq: 2 })
  })

  test('to tell an inbox is asked again, after a while', async () => {
    const held = heldStorage()
    await using server = await startServer({ storage: held.storage })
    const chat = await server.open()
    const hanako = await (await server.person('hanako')).connect()
    held.fail('inboxRows', new Error('away'))
    await server.otsy.chat.send(chat.id, { content: 'Hello' })
    await expect.poll(() => server.log.text()).toContain('inbox rows could not be read')
    held.fail('inboxRows', undefined)
    await hanako.next('chat_updated', ({ head_seq }) => head_seq === 1)
    expect(server.log.text().match(/inbox rows could not be read/g)).toHaveLength(1)
  })

  test('to tell its heads is asked again', async () => {
    const held = heldStorage()
    await using server = await startServer({ storage: held.storage, headCheckMs: 10 })
    await using other = await startServer({ storage: held.storage })
    const chat = await server.open()
    const hanako = await (await server.person('hanako')).connect()
    await hanako.must('join_chat', { chat_id: chat.id })
    held.fail('heads', new Error('away'))
    await expect.poll(() => server.log.text()).toContain('chat heads could not be compared')
    await other.otsy.chat.send(chat.id, { content: 'From elsewhere' })
    held.fail('heads', undefined)
    await hanako.next('new_message', ({ content }) => content === 'From elsewhere')
  })
})

describe('closing', () => {
  test('lets what is under way finish and refuses what is new', async () => {
    const held = heldStorage()
    await using server = await startServer({ storage: held.storage })
    const chat = await server.open()
    const person = await server.person('hanako')
    const hanako = await person.connect()
    const { reached, release } = held.hold('append')
    const underWay = say(hanako, chat.id, 'Just in time')
    await reached
    const closing = server.otsy.close()
    const message = { content: 'Too late' }
    const late = await hanako.ask('send_message', { chatId: chat.id, message })
    const refused = { code: 'shutting_down', retryable: true }
    expect(late).toMatchObject({ ok: false, error: refused })
    const rest = await person.call('GET /v1/chat/my-chats')
    expect(rest).toMatchObject({ status: 503, body: { error: refused } })
    release()
    expect((await underWay).content).toBe('Just in time')
    await hanako.closed()
    await closing
  })

  test('twice is once, and before anything was opened is nothing', async () => {
    const server = await startServer()
    await Promise.all([server.otsy.close(), server.otsy.close()])
    await server.otsy.close()
  })
})

describe('settings', () => {
  test('bound texts in characters, whatever they are made of', async () => {
    await using server = await startServer({ limits: { textLength: 5 } })
    const chat = await server.open()
    const hanako = await (await server.person('hanako')).connect()
    expect(await say(hanako, chat.id, '😀😀😀😀😀')).toMatchObject({ seq: 1 })
    const message = { content: '123456' }
    const refused = await hanako.ask('send_message', { chatId: chat.id, message })
    expect(refused).toMatchObject({
      error: { code: 'invalid_input', details: [{ path: 'content' }] },
    })
    await expect(startServer({ limits: { textLength: 0 } })).rejects.toThrow(/textLength is 0/)
  })

  test('name the hosts attachments may point to', async () => {
    await using server = await startServer({ attachments: { hosts: ['CDN.example.com'] } })
    const chat = await server.open()
    const hanako = await (await server.person('hanako')).connect()
    const send = async (attachment_url: string) => {
      const message = { type: 'image', attachment_url }
      return (await hanako.ask('send_message', { chatId: chat.id, message })).ok
    }
    expect(await send('https://cdn.example.com/a.png')).toBe(true)
    expect(await send('https://eu.cdn.example.com./a.png')).toBe(true)
    expect(await send('https://evilcdn.example.com/a.png')).toBe(false)
    expect(await send('https://cdn.example.com.evil.net/a.png')).toBe(false)
    expect(await send('https://cdn.example.com@evil.net/a.png')).toBe(false)
  })
})
