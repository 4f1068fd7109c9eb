import type { Worker } from 'playwright-core'
import { expect } from 'vitest'
import type { Demo } from '../demo'
import type { Person } from '../person'

interface Registration {
  readonly registrationId: string
  readonly scopeURL: string
}

interface Shown {
  readonly title: string
  readonly tag: string
  readonly actions: readonly string[]
}

/** What a worker has, as far as a test asks for it; browsers' own types are those of pages. */
interface WorkerGlobal {
  readonly registration: ServiceWorkerRegistration
  readonly NotificationEvent: new (type: string, init: object) => Event
  readonly navigator: { setAppBadge: (count: number) => Promise<void> }
  badge?: number
  /** How many it has shown since the test looks. */
  shown: number
  dispatchEvent(event: Event): boolean
}

/** A page's service worker, to which the test is the push service. */
export class PushedWorker {
  readonly #worker: Worker
  readonly #push: (payload: object) => Promise<void>

  private constructor(worker: Worker, push: (payload: object) => Promise<void>) {
    this.#worker = worker
    this.#push = push
  }

  /** The one that turning notifications on has registered for a side. */
  static async of({ context, page }: Person, demo: Demo, scope: string): Promise<PushedWorker> {
    const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'))
    const device = await context.newCDPSession(page)
    const found = new Promise<string>((resolve) => {
      device.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const all: readonly Registration[] = registrations
        const own = all.find(({ scopeURL }) => scopeURL === demo.url + scope)
        if (own !== undefined) resolve(own.registrationId)
      })
    })
    await device.send('ServiceWorker.enable')
    const registrationId = await found
    await worker.evaluate(() => {
      const scope = globalThis as unknown as WorkerGlobal
      const { registration } = scope
      const show = registration.showNotification.bind(registration)
      scope.shown = 0
      registration.showNotification = async (...given) => {
        await show(...given)
        scope.shown++
      }
    })
    return new PushedWorker(worker, async (payload) => {
      const data = JSON.stringify(payload)
      await device.send('ServiceWorker.deliverPushMessage', {
        ...{ origin: demo.url, registrationId, data },
      })
    })
  }

  /**
   * Resolves once it is shown: Chromium forgets one that it is asked for while it is on its way to the
   * screen.
   */
  async push(payload: object): Promise<void> {
    const count = () => this.#worker.evaluate(() => (globalThis as unknown as WorkerGlobal).shown)
    const before = await count()
    await this.#push(payload)
    if (!('silent' in payload)) await expect.poll(count).toBe(before + 1)
  }

  /** What is on the screen, when it is what is expected. */
  async shows(expected: readonly Partial<Shown>[]): Promise<void> {
    await expect.poll(() => this.#shown(), { timeout: 20_000 }).toMatchObject(expected)
  }

  /** As a person would click it; it may lead a page of its own, but a script may open none. */
  async click(tag: string, action: string): Promise<void> {
    await this.#worker.evaluate(
      async ([tag, action]) => {
        const scope = globalThis as unknown as WorkerGlobal
        const [notification] = await scope.registration.getNotifications({ tag })
        const click = { notification, action }
        scope.dispatchEvent(new scope.NotificationEvent('notificationclick', click))
      },
      [tag, action] as const,
    )
  }

  /** From now on the number on the app's icon is kept, which nothing here shows. */
  async keepBadge(): Promise<void> {
    await this.#worker.evaluate(() => {
      const scope = globalThis as unknown as WorkerGlobal
      scope.navigator.setAppBadge = (count) => {
        scope.badge = count
        return Promise.resolve()
      }
    })
  }

  async badge(): Promise<number | undefined> {
    return await this.#worker.evaluate(() => (globalThis as unknown as WorkerGlobal).badge)
  }

  async #shown(): Promise<Shown[]> {
    return await this.#worker.evaluate(async () => {
      const scope = globalThis as unknown as WorkerGlobal
      const all = await scope.registration.getNotifications()
      return all.map((one) => {
        const { actions } = one as unknown as { readonly actions: readonly { action: string }[] }
        return { title: one.title, tag: one.tag, actions: actions.map(({ action }) => action) }
      })
    })
  }
}
