import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeVapidKeys, webPush } from '../../adapters/web-push'
import { pushBrowser } from '../../../test/support/push-browser'
import { TestPushService, type Answer } from '../../../test/support/push-service'
import { Delivering } from './delivering'
import type { DeliveryResult, DueDelivery } from './model'
import type { NotificationStore } from './port'
import { Pump } from './pump'

const browser = pushBrowser()
const services: TestPushService[] = []

async function service(answer?: Answer): Promise<TestPushService> {
  const started = await TestPushService.start()
  if (answer !== undefined) started.answer = answer
  services.push(started)
  return started
}

beforeAll(() => service())
afterAll(async () => {
  for (const each of services) await each[Symbol.asyncDispose]()
})

/** A queue as a store keeps it: due ones from each service in turn, each given out once. */
class Queue implements Pick<NotificationStore<never>, 'claimDeliveries' | 'settle'> {
  readonly results: DeliveryResult[] = []
  readonly #due: DueDelivery[] = []
  #heard = (): void => {}

  add(service: TestPushService, changes: Partial<DueDelivery> = {}): void {
    this.#due.push(due(service, changes))
  }

  claimDeliveries({
    limit,
    except,
  }: {
    readonly limit: number
    readonly except: readonly string[]
  }) {
    const claimed: DueDelivery[] = []
    const rest = this.#due.filter(({ subscription }) => !except.includes(subscription.service))
    while (claimed.length < limit && rest.length > 0) {
      for (const origin of new Set(rest.map(({ subscription }) => subscription.service))) {
        const at = rest.findIndex(({ subscription }) => subscription.service === origin)
        if (claimed.length < limit) claimed.push(...rest.splice(at, 1))
      }
    }
    for (const one of claimed) this.#due.splice(this.#due.indexOf(one), 1)
    return Promise.resolve(claimed)
  }

  settle(results: readonly DeliveryResult[]): Promise<void> {
    this.results.push(...results)
    this.#heard()
    return Promise.resolve()
  }

  async until(isDone: () => boolean): Promise<void> {
    while (!isDone()) await new Promise<void>((resolve) => (this.#heard = resolve))
  }
}

let made = 0

function due(service: TestPushService, changes: Partial<DueDelivery>): DueDelivery {
  const id = `d-${++made}`
  return {
    ...{ id, claim: 1, purpose: 'show', urgency: 'high', void: null, close_tags: [] },
    ...{ unread_count: 1, now: 1_000_000, expires_at: 1_000_000 + 3_600_000 },
    subscription: {
      ...{ id: `s-${made}`, user_id: 'u', p256dh: browser.p256dh, auth: browser.auth },
      endpoint: `${service.origin}/canary/${id}`,
      service: service.origin,
      ...{ allows_silent: true, key_hash: 'k', origin: null, locale: null, state: 'active' },
      ...{ created_at: '2026-01-15T00:00:00.000Z', last_used_at: null },
    },
    notification: {
      ...{ id: 'n', user_id: 'u', kind: 'chat_message', title: 'T', body: 'B', tag: 'chat-1' },
      ...{ data: { type: 'chat_message', chatId: 'c' }, state: 'pending' },
      created_at: '2026-01-15T00:00:00.000Z',
    },
    ...changes,
  }
}

function delivering(queue: Queue) {
  const sender = webPush({
    vapid: { ...makeVapidKeys(), subject: 'mailto:support@example.com' },
    timeoutMs: 20_000,
    unsafeTestServices: services.map(({ test: each }) => each),
  })
  const log: string[] = []
  const write = (fields: object, message: string): void => {
    log.push(JSON.stringify([fields, message]))
  }
  const logger = { debug: write, info: write, warn: write, error: write }
  const store = queue as unknown as NotificationStore<never>
  const onRoom = (): void => pump.wake()
  const sends = new Delivering({ store, sender, logger, site: 'https://app.example', onRoom })
  const pump = new Pump({ name: 'test', everyMs: 60_000, logger, turn: () => sends.turn() })
  return {
    log,
    pump,
    async end() {
      await pump.stop()
      await sends.settled()
      await sender.close()
    },
  }
}

describe('a push service that is in a bad way holds up no other', () => {
  const endless = (response: ServerResponse): void => {
    response.writeHead(500)
    const more = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(8_192)));
    }
    response.on('drain', more)
    more()
  }

  test('fault 30: 429, 500, nothing and endless bytes', async () => {
    const bad = {
      busy: await service((response) => response.writeHead(429).end()),
      failing: await service((response) => response.writeHead(500).end()),
      silent: await service(() => {}),
      endless: await service(endless),
    }
    const good = await service()
    const queue = new Queue()
    for (const each of Object.values(bad)) for (let i = 0; i < 400; i++) queue.add(each)
    for (let i = 0; i < 400; i++) queue.add(good)
    const { pump, end } = delivering(queue)
    pump.start()
    await queue.until(
      () => queue.results.filter(({ outcome }) => outcome === 'sent').length === 400,
    )

    const outcomes = (origin: string) =>
      queue.results.filter(({ step }) => step.detail?.startsWith(new URL(origin).host))
    // None that waits for an answer has been given up yet: the good one did not wait for that.
    expect(outcomes(bad.silent.origin)).toEqual([])
    for (const { origin, pushes } of Object.values(bad)) {
      // Those that were under way when it was found out, and no more.
      expect(pushes.length).toBeLessThanOrEqual(128)
      for (const { outcome } of outcomes(origin)) expect(outcome).toBe('retry')
    }
    await bad.silent[Symbol.asyncDispose]()
    services.splice(services.indexOf(bad.silent), 1)
    await end()
  })
})

describe('what becomes of a push', () => {
  const settledOne = async (answer: Answer, changes: Partial<DueDelivery> = {}) => {
    const queue = new Queue()
    const [target] = services
    if (target === undefined) throw new Error('No service.')
    target.answer = answer
    target.pushes.length = 0
    queue.add(target, changes)
    const { pump, log, end } = delivering(queue)
    pump.start()
    await queue.until(() => queue.results.length === 1)
    await end()
    return { result: queue.results[0], pushes: target.pushes, log }
  }
  const answering =
    (status: number, headers = {}): Answer =>
    (response) =>
      response.writeHead(status, headers).end()

  test('a retry waits longer the more there were, and as long as it is asked to', async () => {
    const first = await settledOne(answering(500))
    expect(first.result).toMatchObject({ outcome: 'retry', step: { outcome: 'retry' } })
    const until = (settled: typeof first) =>
      settled.result?.outcome === 'retry' ? settled.result.until - 1_000_000 : Number.NaN
    expect(until(first)).toBeGreaterThanOrEqual(1_000)
    expect(until(await settledOne(answering(500), { claim: 6 }))).toBeGreaterThanOrEqual(32_000)
    expect(until(await settledOne(answering(500), { claim: 99 }))).toBeGreaterThanOrEqual(300_000)
    const asked = await settledOne(answering(503, { 'retry-after': '700' }))
    expect(until(asked)).toBeGreaterThanOrEqual(700_000)
    expect(Number.isInteger(until(asked))).toBe(true)
    const { result } = await settledOne(answering(503, { 'retry-after': '7200' }))
    expect(result).toMatchObject({ outcome: 'expired' })
  })

  test('one that a service finds too large is trimmed further, not dropped', async () => {
    const notification = due(services[0] as TestPushService, {}).notification
    const { result, pushes } = await settledOne(
      (response, { body }) => response.writeHead(body.length > 2_103 ? 413 : 201).end(),
      { notification: { ...notification, body: '長い話'.repeat(1_000) } },
    )
    expect(result).toMatchObject({ outcome: 'sent' })
    expect(pushes).toHaveLength(2)
    const shown = JSON.parse(browser.read(pushes[1]?.body ?? Buffer.alloc(0))) as { body: string }
    expect(shown.body).toMatch(/^長い話.*…$/)
  })

  test('a key that is another is told the operator once, with nothing secret', async () => {
    const queue = new Queue()
    const [target] = services
    if (target === undefined) throw new Error('No service.')
    target.answer = answering(403)
    for (let i = 0; i < 20; i++) queue.add(target)
    const { pump, log, end } = delivering(queue)
    pump.start()
    await queue.until(() => queue.results.length === 20)
    await end()
    expect(new Set(queue.results.map(({ outcome }) => outcome))).toEqual(new Set(['key_mismatch']))
    expect(log).toHaveLength(1)
    expect(log[0]).toContain('VAPID')
    expect(log[0]).not.toMatch(/canary|vapid t=/)
  })

  test.each([
    ['read', { void: 'read' }, { outcome: 'cancelled', step: { step: 'cancel', outcome: 'read' } }],
    ['expired', { expires_at: 999_999 }, { outcome: 'expired' }],
  ] as const)('one that is %s is not sent', async (_what, changes, result) => {
    const settled = await settledOne(answering(201), changes)
    expect(settled.result).toMatchObject(result)
    expect(settled.pushes).toEqual([])
  })

  test('what takes down says so under the same topic, and what it says is in the steps', async () => {
    const shown = await settledOne(answering(201))
    const closed = await settledOne(answering(201), { purpose: 'close', close_tags: ['chat-2'] })
    const push = closed.pushes[0]
    expect(JSON.parse(browser.read(push?.body ?? Buffer.alloc(0)))).toEqual({
      ...{ silent: true, close: ['chat-1', 'chat-2'], unread: 1 },
    })
    expect(push?.headers.topic).toMatch(/^[\w-]{32}$/)
    const { host } = new URL(services[0]?.origin ?? '')
    expect(shown.result?.step).toEqual({ step: 'push', outcome: 'accepted', detail: host })
    expect(closed.result?.step).toEqual({ step: 'close', outcome: 'accepted', detail: host })
  })
})
