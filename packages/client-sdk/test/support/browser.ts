import type { PushPlatform, PushRecord } from '../../src/index'
import { onMessage, WORKER_VERSION } from '../../src/service-worker/index'
import { browserSubscription } from './worker-scope'

interface Shown {
  readonly tag: string
  readonly data: unknown
  close(): void
}

/** A browser that takes pushes, as far as a page sees of it. It outlives the pages opened in it. */
export class TestBrowser {
  permission: NotificationPermission = 'default'
  /** What the person answers when asked. */
  answer: NotificationPermission = 'granted'
  subscription: PushSubscription | null = null
  /** Of the registered worker; null: one that does not answer. */
  version: number | null = WORKER_VERSION
  /** Whether the worker's script can be had. */
  hasScript = true
  hasPushService = true
  obstacle: PushPlatform['obstacle'] = null
  language = 'ja-JP'
  badge: number | null = null
  registered: string[] = []
  readonly records = new Map<string, PushRecord>()
  readonly screen: Shown[] = []
  #made = 0
  #registration: ServiceWorkerRegistration | null = null
  readonly #listeners = new Set<(message: unknown) => void>()

  /** For the environment of a page in it. */
  readonly push = (): PushPlatform => ({
    obstacle: this.obstacle,
    language: this.language,
    permission: () => this.permission,
    requestPermission: () => {
      if (this.permission === 'default') this.permission = this.answer
      return Promise.resolve(this.permission)
    },
    register: (script, scope = '/') => {
      this.registered.push(`${script} ${scope}`)
      if (!this.hasScript) return Promise.reject(new TypeError('404'))
      this.#registration ??= this.#register(scope)
      return Promise.resolve(this.#registration)
    },
    find: (scope) =>
      Promise.resolve(this.#registration?.scope === scope ? this.#registration : undefined),
    onMessage: (listener) => {
      this.#listeners.add(listener)
      return () => this.#listeners.delete(listener)
    },
    badge: (count) => {
      this.badge = count
    },
    records: {
      all: () => Promise.resolve([...this.records.values()]),
      put: (record) => {
        this.records.set(record.base, record)
        return Promise.resolve()
      },
      remove: ({ base }) => {
        this.records.delete(base)
        return Promise.resolve()
      },
    },
  })

  /** The worker tells the pages. */
  tell(message: unknown): void {
    for (const listener of this.#listeners) listener(message)
  }

  show(tag: string, data: unknown = {}): void {
    const shown: Shown = {
      tag,
      data,
      close: () => void this.screen.splice(this.screen.indexOf(shown), 1),
    }
    this.screen.push(shown)
  }

  /** Subscribed earlier, by whichever page. */
  subscribe(key: string): PushSubscription {
    const subscription = browserSubscription(`https://push.example.com/${++this.#made}`, key)
    subscription.unsubscribe = () => {
      if (this.subscription === subscription) this.subscription = null
      return Promise.resolve(true)
    }
    this.subscription = subscription
    return subscription
  }

  #register(scope: string): ServiceWorkerRegistration {
    const active = {
      state: 'activated',
      postMessage: (data: unknown, ports: MessagePort[]) => {
        const answer = {
          postMessage: (one: unknown) => ports[0]?.postMessage(this.#versioned(one)),
        }
        if (this.version !== null) onMessage({ data, ports: [answer] })
      },
    }
    const registration = {
      scope,
      active,
      getNotifications: () => Promise.resolve([...this.screen]),
      pushManager: {
        getSubscription: () => Promise.resolve(this.subscription),
        subscribe: ({ applicationServerKey }: { applicationServerKey: string }) =>
          this.hasPushService
            ? Promise.resolve(this.subscribe(applicationServerKey))
            : Promise.reject(new DOMException('no push service', 'AbortError')),
      },
    }
    return registration as unknown as ServiceWorkerRegistration
  }

  #versioned(answer: unknown): unknown {
    return { ...(answer as object), version: this.version }
  }
}
