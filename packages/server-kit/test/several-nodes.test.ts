import { describe, expect, test } from 'vitest'
import { localBus } from '../src/core/fanout/local-bus'
import type { Bus, BusNews, Signal } from '../src/index'
import { databaseBetween, Nodes, RedisBetween, type Between } from './support/nodes'
import { say, startServer, type Person, type RunningServer } from './support/start-server'
import type { TestSocket } from './support/socket'
import { signToken } from './support/tokens'

/** Nothing is found by checks in a test that gives them this much time. */
const NEVER_MS = 3_600_000

/** Resolves when a node hears the others: the first gap it tells. */
function hearing(bus: Bus | undefined): Promise<void> {
  return new Promise((resolve) => {
    bus?.subscribe(({ kind }) => {
      if (kind === 'gap') resolve()
    })
  })
}

async function twoNodes(nodes: Nodes, between: Between, headCheckMs: number) {
  const options = [await between.options(), await between.options()]
  const hear = options.map(({ bus }) => hearing(bus))
  const [a, b] = await Promise.all(options.map((of) => nodes.start({ ...of, headCheckMs })))
  if (a === undefined || b === undefined) throw new Error('two nodes')
  await Promise.all(hear)
  return { a, b }
}

async function joined(person: Person, chatId: string): Promise<TestSocket> {
  const socket = await person.connect()
  await socket.must('join_chat', { chat_id: chatId })
  return socket
}

async function pair({ a, b }: { a: RunningServer; b: RunningServer }) {
  const chat = await a.open()
  const hanako = await joined(await a.person('hanako'), chat.id)
  const taro = await joined(await b.person('taro'), chat.id)
  return { chatId: chat.id, hanako, taro }
}

const between: Readonly<Record<string, (nodes: Nodes) => Promise<Between>>> = {
  Redis: () => RedisBetween.start(),
  'LISTEN and NOTIFY': async (nodes) => databaseBetween(nodes.url),
}

describe.each(Object.entries(between))('two nodes with %s between them', (_name, open) => {
  test('carry messages, edits, reads, typing and membership to each other', async () => {
    await using nodes = await Nodes.open()
    await using way = await open(nodes)
    const { a, b } = await twoNodes(nodes, way, NEVER_MS)
    const { chatId, hanako, taro } = await pair({ a, b })

    const sent = await say(hanako, chatId, '卵は十個入りでいいですか？')
    expect(await taro.next('new_message')).toEqual(sent)
    await taro.must('typing_indicator', { chat_id: chatId, action: 'start' })
    expect(await hanako.next('typing_indicator')).toMatchObject({ userId: 'taro' })
    await taro.must('mark_messages_read', { chatId, up_to_seq: sent.seq })
    expect(await hanako.next('messages_read')).toMatchObject({ userId: 'taro', read_seq: sent.seq })
    await hanako.must('edit_message', { chatId, messageId: sent.id, content: '六個で' })
    expect(await taro.next('message_updated')).toMatchObject({ content: '六個で' })
    await taro.next('chat_updated', ({ last_message }) => last_message?.content === '六個で')

    await a.otsy.chat.members.remove(chatId, 'taro')
    const { members } = await taro.next('membership_changed')
    expect(members.map(({ user_id }) => user_id)).toEqual(['hanako'])
    await say(hanako, chatId, 'After')
    await taro.settled()
    expect(taro.all('new_message')).toEqual([sent])
  })

  test("carry orders, receipts, notifications, and a person's first and last socket", async () => {
    await using nodes = await Nodes.open()
    await using way = await open(nodes)
    const { a, b } = await twoNodes(nodes, way, NEVER_MS)
    const { chatId, hanako, taro } = await pair({ a, b })
    expect(await hanako.next('user_joined')).toMatchObject({ userId: 'taro', role: 'shopper' })
    await a.otsy.orders.update('order-1', { status: 'shopping' })
    expect(await taro.next('order_update')).toMatchObject({ update: { status: 'shopping' } })
    const url = 'https://example.com/r'
    await a.otsy.receipts.share(chatId, { url })
    expect(await taro.next('receipt_shared')).toMatchObject({ receiptUrl: url })
    await a.otsy.notifications.send('taro', { kind: 'payment', title: 'Rain', body: 'Today' })
    const { id } = await taro.next('notification')
    const there = await a.person('taro')
    await there.call('PUT /v1/notifications/read', { json: { notification_ids: [id] } })
    expect(await taro.next('notifications_read')).toMatchObject({ notification_ids: [id] })

    const tablet = await joined(there, chatId)
    await say(tablet, chatId, 'On both')
    await taro.next('new_message')
    await tablet.must('leave_chat', { chat_id: chatId })
    await taro.must('leave_chat', { chat_id: chatId })
    expect(await hanako.next('user_left')).toMatchObject({ userId: 'taro', chatId })
    const told = hanako.names.filter((name) => name.startsWith('user_'))
    expect(told).toEqual(['user_joined', 'user_left'])
  })

  test('know of a person the better device, whichever node it is on', async () => {
    await using nodes = await Nodes.open()
    await using way = await open(nodes)
    const { a, b } = await twoNodes(nodes, way, NEVER_MS)
    await a.open()
    const taro = await (await b.person('taro')).connect()
    await taro.must('watch_presence', { user_ids: ['hanako'] })
    const phone = await (await a.person('hanako')).connect()
    expect(await taro.next('presence')).toMatchObject({ userId: 'hanako', status: 'online' })
    const desk = await (await b.person('hanako')).connect()
    await phone.must('set_presence', { status: 'away' })
    phone.close()
    await desk.must('set_presence', { status: 'away' })
    expect(await taro.next('presence')).toMatchObject({ userId: 'hanako', status: 'away' })
    desk.close()
    const gone = await taro.next('presence', ({ status }) => status === 'offline')
    expect(gone.last_seen).not.toBeNull()
  })
})

describe('a Redis between two nodes', () => {
  test('that is killed under load delays messages by a head check, and none comes twice', async () => {
    await using nodes = await Nodes.open()
    await using way = await RedisBetween.start()
    const { a, b } = await twoNodes(nodes, way, 300)
    const { chatId, hanako, taro } = await pair({ a, b })
    let count = 0
    let stopped = false
    const load = (socket: TestSocket) =>
      (async () => {
        while (!stopped) await say(socket, chatId, `${count++}`)
      })()
    const sending = [hanako, taro].map(load)
    const heardOf = (socket: TestSocket, at: number) =>
      socket.next('new_message', ({ content }) => Number(content) >= at)

    await heardOf(taro, 50)
    await way.redis.kill()
    const [whileAway] = await Promise.all([heardOf(taro, count), heardOf(hanako, count)])
    expect(whileAway).toBeDefined()
    await way.redis.restart()
    await heardOf(taro, count + 50)
    stopped = true
    await Promise.all(sending)

    const chat = await a.otsy.chat.get(chatId)
    const all = Array.from({ length: chat.head_seq }, (_, i) => i + 1)
    for (const socket of [hanako, taro]) {
      while (socket.all('new_message').length < chat.head_seq) await socket.next('new_message')
      const heard = socket.all('new_message').map(({ changed_seq }) => changed_seq)
      expect(heard.toSorted((x, y) => x - y)).toEqual(all)
    }
    for (const { log } of [a, b]) {
      const lines = log.text().split('\n')
      expect(lines.filter((line) => line.includes('other nodes are not heard'))).toHaveLength(1)
    }
  })

  test('that forgets everything loses no message, and nobody seems to leave', async () => {
    await using nodes = await Nodes.open()
    await using way = await RedisBetween.start()
    const { a, b } = await twoNodes(nodes, way, 50)
    const { chatId, hanako, taro } = await pair({ a, b })
    await taro.must('watch_presence', { user_ids: ['hanako'] })
    await (await way.client()).flushall()
    await say(hanako, chatId, 'Still here')
    await taro.next('new_message')
    // Several checks have found nobody by the time this came through one of them.
    await taro.next('chat_updated')
    expect(taro.all('presence').filter(({ status }) => status === 'offline')).toEqual([])
  })

  test('ends the presence of those whose node was killed', async () => {
    await using nodes = await Nodes.open()
    await using way = await RedisBetween.start()
    const { b } = await twoNodes(nodes, way, 200)
    await b.open()
    const { presence } = await way.options()
    const lease = { connectionId: 'of a dead node', userId: 'hanako', viewing: null }
    await presence?.renew([{ ...lease, status: 'online' }], 1_000)
    const taro = await (await b.person('taro')).connect()
    const { presence: before } = await taro.must('watch_presence', { user_ids: ['hanako'] })
    expect(before).toMatchObject([{ status: 'online' }])
    expect(await taro.next('presence')).toMatchObject({ userId: 'hanako', status: 'offline' })
  })
})

describe('nodes that hear nothing of each other', () => {
  test('end a revoked token within five seconds', async () => {
    await using nodes = await Nodes.open()
    const [a, b] = [await nodes.start(), await nodes.start()]
    await a.open()
    const token = await signToken({ sub: 'taro', role: 'user', jti: 'phone' })
    const taro = b.socket({ auth: { token } })
    await taro.next('connected')
    const began = performance.now()
    await a.otsy.tokens.revoke('phone', Date.now() + 3_600_000)
    expect(await taro.next('error')).toMatchObject({ code: 'token_revoked' })
    await taro.closed()
    expect(performance.now() - began).toBeLessThan(5_000)
  })

  test('let a removed member hear nothing of what came after, and the others all of it', async () => {
    await using nodes = await Nodes.open()
    const [a, b] = [await nodes.start(), await nodes.start({ headCheckMs: 300 })]
    const { chatId, taro } = await pair({ a, b })
    const hanako = await joined(await b.person('hanako'), chatId)
    await a.otsy.chat.members.remove(chatId, 'taro')
    await a.otsy.chat.send(chatId, { content: 'After' })
    await hanako.next('new_message', ({ content }) => content === 'After')
    await taro.settled()
    expect(taro.all('new_message')).toEqual([])
    expect(taro.all('membership_changed')).toHaveLength(1)
    expect(await taro.ask('send_message', { chatId, message: { content: 'x' } })).toMatchObject({
      error: { code: 'not_found' },
    })
  })

  test('of a removal alone keep back what was committed after it', async () => {
    await using nodes = await Nodes.open()
    const [way, deaf] = sharedBuses(({ kind }) => kind === 'members')
    const a = await nodes.start({ bus: way, headCheckMs: NEVER_MS })
    const b = await nodes.start({ bus: deaf, headCheckMs: NEVER_MS })
    const { chatId, hanako, taro } = await pair({ a, b })
    const other = await joined(await b.person('hanako'), chatId)
    await a.otsy.chat.members.remove(chatId, 'taro')
    await say(hanako, chatId, 'After')
    await other.next('new_message', ({ content }) => content === 'After')
    await taro.settled()
    expect(taro.all('new_message')).toEqual([])
  })
})

test('a rate limiter of nodes and a rate of one node are not both taken', async () => {
  const rateLimiter = { consume: async () => {} }
  const limits = { rate: { points: 1, seconds: 1 } }
  await expect(startServer({ rateLimiter, limits })).rejects.toThrow('limits.rate and rateLimiter')
})

/** Two buses that hear each other at once; the second does not hear some of the first. */
function sharedBuses(loses: (heard: Signal | BusNews) => boolean): [Bus, Bus] {
  const whole = localBus()
  const deaf: Bus = {
    publish: (signal) => whole.publish(signal),
    subscribe: (listener) =>
      whole.subscribe((heard) => {
        if (!loses(heard)) listener(heard)
      }),
    close: async () => {},
  }
  return [{ ...whole, close: async () => {} }, deaf]
}
