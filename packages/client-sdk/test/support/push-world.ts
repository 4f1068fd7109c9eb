import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import type { SubscriptionInfo } from '@otsy/protocol'
import { createOtsyClient, type OtsyClient, type OtsyClientOptions } from '../../src/index'
import { otsyHandlers, type MockAnswers } from '../../src/testing/index'
import { TestBrowser } from './browser'
import { scriptedWire, type ScriptedWire } from './scripted-wire'
import { until } from './until'

export const url = 'https://chat.example.com'

interface Call {
  readonly name: string
  readonly token: string | null
  readonly body: unknown
}

/** A browser, and a server it subscribes at; new for each test. */
export interface PushWorld {
  browser: TestBrowser
  wire: ScriptedWire
  /** What changed something at the server. */
  calls: Call[]
  publicKey: string
  subscriptions: SubscriptionInfo[]
  /** What the server says; the rest as a server that works. */
  answer(answers: MockAnswers): void
  /** A page of a person opened in the browser; what it is subscribed to comes with it. */
  page(given?: Partial<OtsyClientOptions>, userId?: string): OtsyClient
}

export const tokenOf = (sub: string) => `x.${btoa(JSON.stringify({ sub }))}.x`

export const state = (otsy: OtsyClient, wanted: string) =>
  until(otsy.push.status, (status) => status.state === wanted)

export const codes = async (otsy: OtsyClient) =>
  (await otsy.push.diagnose()).map(({ code }) => code)

export function pushWorld(): PushWorld {
  const network = setupServer()
  const opened: OtsyClient[] = []
  const world: PushWorld = {
    ...fresh(),
    answer: (answers) =>
      network.resetHandlers(
        ...otsyHandlers({ url, answers: { ...workingServer(world), ...answers } }),
      ),
    page(given = {}, userId = 'hanako') {
      const otsy = createOtsyClient({
        url,
        getToken: () => tokenOf(userId),
        ...given,
        socket: world.wire.open,
        environment: { push: world.browser.push, ...given.environment },
      })
      opened.push(otsy)
      return otsy
    },
  }
  beforeAll(() => network.listen({ onUnhandledRequest: 'error' }))
  beforeEach(() => {
    Object.assign(world, fresh())
    world.answer({})
  })
  afterEach(() => {
    for (const otsy of opened.splice(0)) otsy.close()
  })
  afterAll(() => network.close())
  return world
}

const fresh = () => ({
  browser: new TestBrowser(),
  wire: scriptedWire(),
  calls: [],
  publicKey: 'AQID',
  subscriptions: [],
})

function workingServer(world: PushWorld): MockAnswers {
  return {
    getVapidPublicKey: () => ({ publicKey: world.publicKey }),
    subscribe: ({ body, token }) => {
      world.calls.push({ name: 'subscribe', token, body })
      const created_at = '2026-01-01T00:00:00.000Z'
      const service = 'push.example.com'
      world.subscriptions = [{ id: 'sub-1', service, state: 'active', created_at }]
      return { success: true, message: '', id: 'sub-1', secret: 'secret-1' }
    },
    unsubscribe: ({ body, token }) => {
      world.calls.push({ name: 'unsubscribe', token, body })
      return { success: true, message: '' }
    },
    listSubscriptions: () => ({ subscriptions: world.subscriptions }),
    getPreferences: () => ({
      order_updates: true,
      chat_messages: true,
      promotional: true,
      system_alerts: true,
    }),
  }
}
