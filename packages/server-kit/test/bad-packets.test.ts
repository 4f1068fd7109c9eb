import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Chat } from '@otsy/protocol'
import { RawSocket } from './support/raw-socket'
import type { TestSocket } from './support/socket'
import { startServer, type Person, type RunningServer } from './support/start-server'

describe('a connection that breaks the rules of the transport', () => {
  let server: RunningServer
  let hanako: Person
  let chat: Chat
  let bystander: TestSocket

  beforeAll(async () => {
    server = await startServer({ limits: { rate: false } })
    hanako = await server.person('hanako')
    chat = await server.open()
    bystander = await hanako.connect()
  })
  afterAll(() => server[Symbol.asyncDispose]())

  const event = (name: unknown, payload: unknown, ack = '1') =>
    `42/chat,${ack}${JSON.stringify([name, payload])}`
  const sendEvent = (content: string) =>
    event('send_message', { chatId: chat.id, message: { content } })

  test.each([
    ['is no packet', 'x'],
    ['is no JSON', '42/chat,1["send_message",'],
    ['has an event that is a list', '42/chat,[["join_chat"],{}]'],
    ['has an event that is an object', '42/chat,[{"a":1},{}]'],
    ['has an event of the transport', '42/chat,["connect",{}]'],
    ['has an event of the transport, disconnecting', '42/chat,["disconnecting",{}]'],
    ['is of a type that does not exist', '49/chat,["join_chat",{}]'],
    [
      'announces eleven attachments',
      `4511-/chat,["join_chat",${'{"_placeholder":true,"num":0},'.repeat(10)}1]`,
    ],
    ['is larger than 256 KB', `42/chat,1${JSON.stringify(['send_message', 'x'.repeat(262_144)])}`],
  ])('is closed when a packet %s', async (_name, frame) => {
    const before = await server.stored(chat.id)
    const raw = await RawSocket.connect(server.url, hanako.token)
    raw.say(frame)
    await raw.closed
    expect(await server.stored(chat.id)).toEqual(before)
    await bystander.settled()
  })

  test('is closed when it goes on before an announced attachment came', async () => {
    const raw = await RawSocket.connect(server.url, hanako.token)
    raw.say('451-/chat,["send_message",{"_placeholder":true,"num":0}]')
    raw.say(sendEvent('never'))
    await raw.closed
  })

  test('gets a typed error for an attachment where the contract has none', async () => {
    const raw = await RawSocket.connect(server.url, hanako.token)
    raw.say('451-/chat,7["send_message",{"_placeholder":true,"num":0}]')
    raw.say(new Uint8Array([1, 2, 3]))
    expect(await raw.heard('43/chat,7')).toContain('"invalid_input"')
    raw.close()
  })

  test.each([
    ['10,000 deep', (deep: string) => event('send_message', 0).replace('0]', `${deep}]`)],
    [
      '10,000 deep in its metadata',
      (deep: string) =>
        `42/chat,1["send_message",{"chatId":"${chat.id}","message":{"content":"x","metadata":{"a":${deep}}}}]`,
    ],
  ])('gets a typed error for a payload %s', async (_name, make) => {
    const raw = await RawSocket.connect(server.url, hanako.token)
    raw.say(make(`${'['.repeat(10_000)}${']'.repeat(10_000)}`))
    expect(await raw.heard('43/chat,1')).toContain('"invalid_input"')
    raw.close()
  })

  test('is heard also in fragments of one byte', async () => {
    const raw = await RawSocket.connect(server.url, hanako.token)
    raw.sayInFragments(sendEvent('In small pieces'))
    expect(await raw.heard('43/chat,1')).toContain('In small pieces')
    raw.close()
  })

  test('without a payload for its handshake is refused like one without a token', async () => {
    for (const frame of [
      '40/chat,',
      '40/chat,{}',
      '40/chat,{"token":{}}',
      '40/chat,{"token":""}',
    ]) {
      const raw = await RawSocket.open(server.url)
      raw.say(frame)
      expect(await raw.heard('44/chat,')).toContain('"unauthenticated"')
      raw.close()
    }
  })

  test('finds no other namespace, the default one included', async () => {
    for (const [frame, refusal] of [
      ['40', '44{'],
      ['40/admin,{}', '44/admin,'],
    ] as const) {
      const raw = await RawSocket.open(server.url)
      raw.say(frame)
      expect(await raw.heard(refusal)).toBeDefined()
      raw.close()
    }
  })

  test('is one person once, however often it says who it is before it is heard', async () => {
    const raw = await RawSocket.open(server.url)
    for (let i = 0; i < 100; i++) raw.say(`40/chat,${JSON.stringify({ token: hanako.token })}`)
    await raw.closed
    expect(raw.count('"connected"')).toBeLessThanOrEqual(1)
  })

  test('may say again who it is when it was refused', async () => {
    const raw = await RawSocket.open(server.url)
    raw.say('40/chat,{"token":"nobody"}')
    expect(await raw.heard('44/chat,')).toContain('"unauthenticated"')
    raw.say(`40/chat,${JSON.stringify({ token: hanako.token })}`)
    expect(await raw.heard('"connected"')).toContain('hanako')
    raw.close()
  })

  test('is closed when it leaves the namespace', async () => {
    const raw = await RawSocket.connect(server.url, hanako.token)
    raw.say('41/chat,')
    await raw.closed
  })

  test('is closed when it never says who it is', async () => {
    const raw = await RawSocket.open(server.url)
    raw.say('40')
    await raw.closed
  }, 20_000)

  test('leaves the others alone, and no log holds a token', async () => {
    await bystander.must('join_chat', { chat_id: chat.id })
    expect(server.log.text()).not.toContain(hanako.token)
  })
})
