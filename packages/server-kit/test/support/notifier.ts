// A whole server that pushes, on a database, and stops still at one point of the way until it is killed.
import { writeSync } from 'node:fs'
import { postgresStorage } from '../../src/adapters/sql/postgres'
import { webPush, type TestService, type Vapid } from '../../src/adapters/web-push/index'
import { createOtsyServer, jwtAuth, type NotificationStore } from '../../src/index'

export type Point = 'decide' | 'send' | 'settle' | 'nowhere'

export interface NotifierSettings {
  readonly url: string
  readonly vapid: Vapid
  readonly service: TestService
  /** Before what is decided is written, before a push goes out, before its outcome is written. */
  readonly stopsBefore: Point
}

const settings = JSON.parse(process.argv[2] ?? '') as NotifierSettings
const { url, vapid, service, stopsBefore } = settings

function say(word: Point | 'settled'): void {
  writeSync(1, `${word}\n`)
}

function before<T>(point: Point, work: () => Promise<T>): Promise<T> {
  if (stopsBefore !== point) return work()
  say(point)
  return new Promise(() => {})
}

const storage = postgresStorage({ connectionString: url })
const sender = webPush({ vapid, unsafeTestServices: [service] })
const otsy = createOtsyServer({
  storage: { ...storage, notifications: stopping(storage.notifications) },
  auth: jwtAuth({ secret: 'a secret that only this test has, and nobody else' }),
  push: {
    ...sender,
    send: (target, message) => before('send', () => sender.send(target, message)),
  },
})
await otsy.listen(0, '127.0.0.1')

function stopping<Tx>(store: NotificationStore<Tx>): NotificationStore<Tx> {
  return new Proxy(store, {
    get(target, name) {
      switch (name) {
        case 'decide':
          return (...given: Parameters<typeof store.decide>) =>
            before('decide', () => store.decide(...given))
        case 'settle':
          return async (...given: Parameters<typeof store.settle>) => {
            await before('settle', () => store.settle(...given))
            say('settled')
          }
        default: {
          const member: unknown = Reflect.get(target, name)
          return typeof member === 'function' ? (member.bind(target) as unknown) : member
        }
      }
    },
  })
}
