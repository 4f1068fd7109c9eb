import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FakePush } from './support/fake-push'
import { say, startServer, type Person, type RunningServer } from './support/start-server'
import { storages } from './support/storages'
import { signToken } from './support/tokens'

const EGG = '🥚'

/** Lets a test gather what is to be decided on in one batch. */
class Gate {
  open = (): void => undefined
  #opened = Promise.resolve()

  close(): void {
    this.#opened = new Promise((resolve) => (this.open = resolve))
  }

  pass(): Promise<void> {
    return this.#opened
  }
}

describe.each(storages)('what SQL cannot hold, on $name', ({ make }) => {
  const gate = new Gate()
  let server: RunningServer
  let admin: Person

  beforeAll(async () => {
    const storage = make()
    const { notifications } = storage
    const store = new Proxy(notifications, {
      get(inner, name) {
        const value: unknown = Reflect.get(inner, name)
        if (typeof value !== 'function') return value
        const method = value.bind(inner) as (...given: unknown[]) => unknown
        if (name !== 'collect') return method
        return async (limit: number) => {
          await gate.pass()
          return method(limit)
        }
      },
    })
    server = await startServer({
      storage: { ...storage, notifications: store },
      push: new FakePush(),
      limits: { rate: false },
      notifications: {
        templates: {
          chat_message: ({ content, senderName }, { standard }) => ({
            ...standard,
            title: `${senderName.slice(0, 2)}: ${content.slice(0, 3)}`,
          }),
        },
      },
    })
    admin = await server.person('root', 'admin')
  })
  afterAll(() => server[Symbol.asyncDispose]())

  test.each([
    ['a name with NUL', 'a\0b', 'hi', 'ab: hi'],
    ['a name cut within an emoji', `x${EGG}`.slice(0, 2), 'hi', 'x: hi'],
    ['a template that cuts a text within an emoji', 'A', `ab${EGG}`, 'A: ab'],
    ['a template that cuts a name within an emoji', `a${EGG}`, 'hi', 'a\ufffd: hi'],
  ])('in %s holds up nobody else', async (...[what, name, content, title]) => {
    const sockets = await Promise.all(
      [`odd ${what}`, `even ${what}`].map(async (userId) => {
        const token = await signToken({ sub: userId, role: 'user', name })
        const socket = server.socket({ auth: { token } })
        await socket.next('connected')
        return { userId, socket }
      }),
    )
    gate.close()
    const readers = await Promise.all(
      sockets.map(async ({ userId, socket }, i) => {
        const reader = await server.person(`reader ${i} of ${what}`)
        const order_id = `order ${i} of ${what}`
        const chat = await server.open({ order_id, user_id: userId, shopper_id: reader.userId })
        const reading = await reader.connect()
        await say(socket, chat.id, i === 0 ? content : 'ok')
        return reading
      }),
    )
    gate.open()
    const told = await Promise.all(readers.map((reader) => reader.next('notification')))
    expect(told[0]?.title).toBe(title)
    expect(server.log.text()).not.toContain('failed')
  })

  const one = { kind: 'system_alert', title: 'Hello', body: 'World' }
  const bad = (text: string) => [
    ...['title', 'body', 'icon', 'tag', 'dedupe_key'].map((field) => [field, { [field]: text }]),
    ['url', { url: `/${text}` }],
    ['data.a', { data: { a: text } }],
    ['actions.0.action', { actions: [{ action: text, title: 'Go' }] }],
    ['actions.0.title', { actions: [{ action: 'go', title: text }] }],
    ['actions.0.icon', { actions: [{ action: 'go', title: 'Go', icon: text }] }],
  ]

  test.each([
    ['NUL', 'a\0'],
    ['a lone surrogate', 'a\ud800'],
  ])('%s in what an operator sends is refused, with its place', async (_, text) => {
    for (const [path, field] of bad(text)) {
      const notification = { ...one, ...(field as object) }
      const where = path === 'data.a' ? 'data' : (path as string)
      const alone = await admin.call('POST /v1/notifications/admin/send/hanako', {
        json: notification,
      })
      const details = [{ path: where }]
      expect(alone, where).toMatchObject({ status: 400, body: { error: { details } } })
      const many = await admin.call('POST /v1/notifications/admin/broadcasts', {
        json: { user_ids: ['hanako'], notification },
      })
      expect(many, where).toMatchObject({ status: 400, body: { error: { code: 'invalid_input' } } })
    }
    expect(server.log.text()).not.toContain('"level":"error"')
  })

  test.each([
    ['POST /v1/notifications/unsubscribe', { endpoint: 'a\0' }],
    ['PUT /v1/notifications/preferences', zone('Asia/Tokyo\0')],
    ['PUT /v1/notifications/preferences', zone('a\ud800')],
    ['PUT /v1/notifications/read', { notification_ids: ['\0'] }],
  ] as const)('%s with %j is refused', async (line, json) => {
    expect(await admin.call(line, { json })).toMatchObject({ status: 400 })
  })
})

function zone(time_zone: string) {
  return { quiet_hours: { from: '01:00', to: '02:00', time_zone } }
}
