import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { PresenceLease, PresenceStore } from '../core/presence/port'
import type { ConformanceRunner } from './runner'

export interface PresenceTarget {
  /** For the report. */
  readonly name: string
  /** Two stores that share their leases; called once, closed by the suite. */
  create(): Promise<readonly [PresenceStore, PresenceStore]>
  dispose(): Promise<void>
  /** Forgets every lease, as a restart of what keeps them would. */
  forget?(): Promise<void>
}

/** Long enough that nothing ends while a test runs. */
const LONG_MS = 60_000

/** Declares every promise of the port `PresenceStore` as a test of the given runner. */
export function presenceConformance(runner: ConformanceRunner, target: PresenceTarget): void {
  runner.describe(`presence conformance of ${target.name}`, () => {
    let making: ReturnType<PresenceTarget['create']> | undefined
    const stores = () => (making ??= target.create())
    runner.afterAll(async () => {
      if (making === undefined) return
      for (const store of await making) await store.close()
      await target.dispose()
    })
    const test = (name: string, body: (a: PresenceStore, b: PresenceStore) => Promise<void>) =>
      runner.it(name, async () => body(...(await stores())))
    declare(test)
    if (target.forget !== undefined) declareForgetting(test, target.forget)
  })
}

type DeclareTest = (
  name: string,
  body: (a: PresenceStore, b: PresenceStore) => Promise<void>,
) => void

/** People and connections of one test alone. */
function names(): (name: string) => string {
  const suffix = randomUUID()
  return (name) => `${name} 田中:${suffix}`
}

const lease = (
  connectionId: string,
  userId: string,
  changes: Partial<PresenceLease> = {},
): PresenceLease => ({ connectionId, userId, status: 'online', viewing: null, ...changes })

async function statuses(store: PresenceStore, userIds: readonly string[]): Promise<string[]> {
  return (await store.read(userIds)).map(({ status }) => status)
}

function declare(test: DeclareTest): void {
  test('answers everywhere, in the order asked, offline for those without a lease', async (a, b) => {
    const n = names()
    await a.renew([lease(n('1'), n('x')), lease(n('2'), n('y'), { status: 'away' })], LONG_MS)
    assert.deepEqual(await b.read([n('z'), n('y'), n('x'), n('y')]), [
      { userId: n('z'), status: 'offline' },
      { userId: n('y'), status: 'away' },
      { userId: n('x'), status: 'online' },
      { userId: n('y'), status: 'away' },
    ])
    assert.deepEqual(await b.read([]), [])
  })

  test('is online while any device is, then away while any is', async (a, b) => {
    const n = names()
    await a.renew([lease(n('phone'), n('x'), { status: 'away' })], LONG_MS)
    await b.renew([lease(n('desk'), n('x'))], LONG_MS)
    assert.deepEqual(await statuses(a, [n('x')]), ['online'])
    await b.release([n('desk'), n('no such connection')])
    assert.deepEqual(await statuses(a, [n('x')]), ['away'])
    await b.release([n('phone')])
    assert.deepEqual(await statuses(a, [n('x')]), ['offline'])
    await a.release([])
  })

  test('takes the last word of a connection', async (a, b) => {
    const n = names()
    await a.renew([lease(n('1'), n('x'))], LONG_MS)
    await b.renew([lease(n('1'), n('x'), { status: 'away' })], LONG_MS)
    assert.deepEqual(await statuses(a, [n('x')]), ['away'])
    await a.renew([lease(n('1'), n('y'))], LONG_MS)
    assert.deepEqual(await statuses(b, [n('x'), n('y')]), ['offline', 'online'])
  })

  test('ends a lease by itself, unless it was renewed', async (a, b) => {
    const n = names()
    await a.renew([lease(n('1'), n('x')), lease(n('2'), n('y'))], 300)
    assert.deepEqual(await statuses(b, [n('x'), n('y')]), ['online', 'online'])
    await a.renew([lease(n('2'), n('y'))], LONG_MS)
    while ((await statuses(b, [n('x')]))[0] !== 'offline') await pause()
    assert.deepEqual(await statuses(b, [n('x'), n('y')]), ['offline', 'online'])
  })

  test('ends one device beside another that stays', async (a, b) => {
    const n = names()
    await a.renew([lease(n('phone'), n('x'))], 300)
    await a.renew([lease(n('desk'), n('x'), { status: 'away' })], LONG_MS)
    while ((await statuses(b, [n('x')]))[0] !== 'away') await pause()
  })

  test('knows who looks at a chat, on any device', async (a, b) => {
    const n = names()
    await a.renew([lease(n('1'), n('x'), { viewing: n('chat') }), lease(n('2'), n('x'))], LONG_MS)
    await a.renew([lease(n('3'), n('y'), { viewing: n('chat'), status: 'away' })], LONG_MS)
    const asked = [
      { userId: n('x'), chatId: n('chat') },
      { userId: n('x'), chatId: n('other') },
      { userId: n('y'), chatId: n('chat') },
      { userId: n('z'), chatId: n('chat') },
    ]
    assert.deepEqual(await b.looking(asked), [true, false, false, false])
    await a.renew([lease(n('1'), n('x'))], LONG_MS)
    assert.deepEqual(await b.looking(asked), [false, false, false, false])
    assert.deepEqual(await b.looking([]), [])
  })

  test('takes thousands at once', async (a, b) => {
    const n = names()
    const all = Array.from({ length: 3_000 }, (_, i) => lease(n(`c${i}`), n(`u${i}`)))
    await a.renew(all, LONG_MS)
    const users = all.map(({ userId }) => userId)
    assert.deepEqual(new Set(await statuses(b, users)), new Set(['online']))
    await b.release(all.map(({ connectionId }) => connectionId))
    assert.deepEqual(new Set(await statuses(a, users)), new Set(['offline']))
  })
}

function declareForgetting(test: DeclareTest, forget: () => Promise<void>): void {
  test('has everyone again with the next renewal after it forgot them', async (a, b) => {
    const n = names()
    await a.renew([lease(n('1'), n('x'))], LONG_MS)
    await forget()
    assert.deepEqual(await statuses(b, [n('x')]), ['offline'])
    await a.renew([lease(n('1'), n('x'))], LONG_MS)
    assert.deepEqual(await statuses(b, [n('x')]), ['online'])
  })
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 20))
