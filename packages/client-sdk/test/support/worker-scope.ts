import { IDBFactory } from 'fake-indexeddb'
import type { WorkerPage, WorkerScope } from '../../src/service-worker/index'

export const ORIGIN = 'https://app.example.com'

/** A notification on the screen. */
export interface OnScreen {
  readonly title: string
  readonly body?: string
  readonly tag: string
  readonly icon?: string
  readonly requireInteraction?: boolean
  readonly actions?: readonly { readonly action: string; readonly type?: string }[]
  readonly data: unknown
  close(): void
}

export interface TestPage extends WorkerPage {
  url: string
  focused: boolean
  readonly heard: unknown[]
}

/** What a browser gives a worker, without a browser: events are handed in, what it does is kept. */
export class TestWorker {
  readonly screen: OnScreen[] = []
  readonly pages: TestPage[] = []
  readonly opened: string[] = []
  readonly requests: { readonly line: string; readonly body: unknown }[] = []
  readonly pauses: number[] = []
  readonly keys: unknown[] = []
  badge: number | null = null
  readonly navigator = {
    language: 'en-GB',
    setAppBadge: (count: number) => {
      this.badge = count
      return Promise.resolve()
    },
    clearAppBadge: () => {
      this.badge = 0
      return Promise.resolve()
    },
  }
  /** What the server answers next; `null` is a network that is not there. */
  readonly answers: (Response | null)[] = []
  /** Throws for options a browser would not take. */
  refuses: (options: NotificationOptions) => boolean = () => false
  subscription: PushSubscription = browserSubscription('https://push.example.com/new')
  readonly #listeners = new Map<string, (event: Event) => void>()
  readonly scope: WorkerScope = {
    registration: this.#registration() as unknown as ServiceWorkerRegistration,
    clients: {
      matchAll: () => Promise.resolve(this.pages),
      openWindow: (url) => {
        this.opened.push(url)
        return Promise.resolve(null)
      },
    },
    location: { origin: ORIGIN, protocol: 'https:' },
    navigator: this.navigator,
    indexedDB: new IDBFactory(),
    fetch: (url, { method, body }) => {
      this.requests.push({
        line: `${method} ${url}`,
        body: typeof body === 'string' ? JSON.parse(body) : undefined,
      })
      const answer = this.answers.shift()
      return answer ? Promise.resolve(answer) : Promise.reject(new TypeError('no network'))
    },
    setTimeout: (run, ms) => {
      this.pauses.push(ms)
      run()
    },
    addEventListener: (type, listener) => this.#listeners.set(type, listener),
  }

  get events(): string[] {
    return [...this.#listeners.keys()].sort()
  }

  /** Resolves when everything the worker asked to be waited for is done. */
  async dispatch(type: string, event: object): Promise<void> {
    const waits: Promise<unknown>[] = []
    const whole = { ...event, waitUntil: (work: Promise<unknown>) => void waits.push(work) }
    this.#listeners.get(type)?.(whole as unknown as Event)
    await Promise.all(waits)
  }

  push(payload: unknown): Promise<void> {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload)
    return this.dispatch('push', { data: payload === undefined ? null : { text: () => text } })
  }

  async click(action = '', reply?: string): Promise<void> {
    const notification = this.screen.at(-1)
    await this.dispatch('notificationclick', { notification, action, reply })
  }

  page(path: string, canBeLed = true): TestPage {
    const page: TestPage = {
      url: ORIGIN + path,
      focused: false,
      heard: [],
      focus: () => {
        page.focused = true
        return Promise.resolve(page)
      },
      navigate: (url) => {
        if (!canBeLed) return Promise.reject(new TypeError('not controlled'))
        page.url = url
        return Promise.resolve(page)
      },
      postMessage: (message) => page.heard.push(message),
    }
    this.pages.push(page)
    return page
  }

  #registration() {
    return {
      scope: `${ORIGIN}/`,
      showNotification: (title: string, options: NotificationOptions) => {
        if (this.refuses(options)) return Promise.reject(new TypeError('refused'))
        const tag = options.tag ?? ''
        const same = this.screen.findIndex((one) => tag !== '' && one.tag === tag)
        if (same >= 0) this.screen.splice(same, 1)
        const shown: OnScreen = {
          ...options,
          title,
          tag,
          data: structuredClone(options.data as unknown),
          close: () => void this.screen.splice(this.screen.indexOf(shown), 1),
        }
        this.screen.push(shown)
        return Promise.resolve()
      },
      getNotifications: ({ tag }: { tag?: string } = {}) =>
        Promise.resolve(this.screen.filter((one) => tag === undefined || one.tag === tag)),
      pushManager: {
        subscribe: ({ applicationServerKey }: PushSubscriptionOptionsInit) => {
          this.keys.push(applicationServerKey)
          return Promise.resolve(this.subscription)
        },
      },
    }
  }
}

/** As a browser's `PushManager` makes it; `key` base64url. */
export function browserSubscription(endpoint: string, key = 'AQID'): PushSubscription {
  const bytes = Uint8Array.from(atob(key.replace(/-/g, '+').replace(/_/g, '/')), (c) =>
    c.charCodeAt(0),
  )
  const subscription = {
    endpoint,
    options: { applicationServerKey: bytes.buffer, userVisibleOnly: true },
    toJSON: () => ({ endpoint, expirationTime: null, keys: { p256dh: 'cDI1', auth: 'YXV0' } }),
  }
  return subscription as unknown as PushSubscription
}
