import type { Notification, NotificationInput, RouteName, RouteResponse } from '@otsy/protocol'
import { routes } from '@otsy/protocol'
import { routeSchemas } from '@otsy/protocol/schemas'
import { memoryStorage } from '../../src/adapters/memory/index'
import type { NotificationStore, Storage } from '../../src/index'
import type { RawRequest } from './api'
import { FakePush, type Push } from './fake-push'
import { Signals } from './signals'
import { startServer, type Person, type RunningServer, type ServerOptions } from './start-server'
import type { TestSocket } from './socket'

type Decided = Parameters<NotificationStore['decide']>[0][number] & {
  readonly notification: Notification
}
type Settled = Parameters<NotificationStore['settle']>[0][number]

/** Noon in Tokyo. */
const START = Date.UTC(2026, 0, 15, 3)

/**
 * A server that pushes, on a store whose clock stands still until a test moves it. What the store was
 * told is awaited, so that a test knows when something has been decided and need not sleep.
 */
export class NotifyingServer implements AsyncDisposable {
  readonly server: RunningServer
  readonly push: FakePush
  readonly decided: Signals<Decided>
  readonly settled: Signals<Settled>
  readonly clock: { now: number }

  constructor(parts: Parts) {
    this.server = parts.server
    this.push = parts.push
    this.decided = parts.decided
    this.settled = parts.settled
    this.clock = parts.clock
  }

  get otsy() {
    return this.server.otsy
  }

  get notifications() {
    return this.server.otsy.notifications
  }

  get now(): number {
    return this.clock.now
  }

  /** Time goes on, and the server looks what has become due. */
  async passes(ms: number): Promise<void> {
    this.clock.now += ms
    const off: NotificationInput = { kind: 'promotional', title: 'Wake up', body: '' }
    const { id } = await this.notifications.send('a bystander', off)
    await this.decided.next(({ notification }) => notification.id === id)
  }

  /** A device of the person that takes pushes. */
  async subscribe(person: Person, device: string, service = 'silent.push.test') {
    const endpoint = `https://${service}/${person.userId}/${device}`
    const json = { endpoint, keys: { p256dh: 'cDI1NmRo', auth: 'YXV0aA' } }
    const { id, secret } = await this.must(person, 'subscribe', { json })
    return { endpoint, id, secret, json }
  }

  /** Calls a route that must succeed; its answer, held to its schema. */
  async must<K extends RouteName>(
    person: Person,
    name: K,
    options: Omit<RawRequest, 'token'> & { readonly path?: `/${string}` } = {},
  ): Promise<RouteResponse<K>> {
    const { path = routes[name].path, ...request } = options
    const { status, body } = await person.call(`${routes[name].method} ${path}`, request)
    if (status !== routes[name].status) throw new Error(`${status} ${JSON.stringify(body)}`)
    return routeSchemas[name].response.parse(body) as RouteResponse<K>
  }

  /** The next push to a device. */
  async pushed(device: { readonly endpoint: string }): Promise<Push> {
    return await this.push.sent.next(({ endpoint }) => endpoint === device.endpoint)
  }

  /** Resolves when everything that is due now has been handed over and written down. */
  async delivered(count: number): Promise<void> {
    for (let i = 0; i < count; i++) await this.settled.next()
  }

  /** What is decided next for a person. */
  decision(userId: string): Promise<Decided> {
    return this.decided.next(({ notification }) => notification.user_id === userId)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]()
  }
}

interface Parts {
  readonly server: RunningServer
  readonly push: FakePush
  readonly decided: Signals<Decided>
  readonly settled: Signals<Settled>
  readonly clock: { now: number }
}

export async function startNotifying(
  options: ServerOptions & {
    readonly startAt?: number
    /** Goes on with the store and the clock of this one, which was closed. */
    readonly after?: NotifyingServer
  } = {},
): Promise<NotifyingServer> {
  const { startAt = START, after, ...rest } = options
  const clock = after?.clock ?? { now: startAt }
  const [push, decided, settled] = [new FakePush(), new Signals<Decided>(), new Signals<Settled>()]
  const own = after?.server.storage ?? memoryStorage({ clock: () => clock.now })
  const storage = watched(own, { decided, settled })
  const server = await startServer({ push, storage, ...rest })
  return new NotifyingServer({ server, push, decided, settled, clock })
}

/** Looks at a chat on a socket, as an app in the foreground does. */
export async function look(socket: TestSocket, chatId: string | null): Promise<void> {
  await socket.must('set_presence', {
    status: 'online',
    ...(chatId !== null && { viewing: chatId }),
  })
}

function watched(
  storage: Storage<never>,
  { decided, settled }: Pick<Parts, 'decided' | 'settled'>,
): Storage<never> {
  const { notifications } = storage
  const own: Partial<NotificationStore> = {
    async decide(decisions) {
      const answers = await notifications.decide(decisions)
      for (const [i, notification] of answers.entries()) {
        const decision = decisions[i]
        if (decision && notification) decided.say({ ...decision, notification })
      }
      return answers
    },
    async settle(results) {
      await notifications.settle(results)
      for (const one of results) settled.say(one)
    },
  }
  const store = new Proxy(notifications, {
    get(inner, name) {
      const value: unknown = Reflect.get(own, name) ?? Reflect.get(inner, name)
      return typeof value === 'function' ? (value.bind(inner) as unknown) : value
    },
  })
  return { ...storage, notifications: store }
}
