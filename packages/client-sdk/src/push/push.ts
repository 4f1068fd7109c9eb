import type { PushApi, PushDevice, PushFinding, PushStatus } from '../api/push'
import type { Environment } from '../environment'
import { asOtsyError, OtsyError } from '../error'
import { Value } from '../observable/value'
import type { RestClient } from '../rest-types'
import type { PushRecord } from '../service-worker/records'
import { alone } from './alone'
import type { DiagnosisRest } from './diagnose'
import type { PushPlatform } from './platform'
import { pathOf, scopePath } from './scope-path'
import type { Subscribing } from './subscribing'

export interface PushOptions extends Pick<Subscribing, 'base' | 'worker' | 'scope'> {
  readonly environment: Environment
  readonly rest: DiagnosisRest & Pick<RestClient, 'subscribe' | 'unsubscribe'>
  /** Who is signed in, as far as known. */
  readonly userId: () => string | null
  readonly onMessage: (message: unknown) => void
}

/** Only those who have pushes on need this, so it is loaded when it is needed. */
const subscribing = () => import('./subscribing')

/**
 * This browser's subscription. Whether the person wants one is whether there is a record of it; what
 * browser and server have is brought in line with that at every load.
 */
export class Push implements PushApi {
  readonly status: Value<PushStatus>
  readonly #options: PushOptions
  /** One thing at a time: two that renew one subscription would undo each other's. */
  readonly #alone: <T>(work: () => Promise<T>) => Promise<T>
  #platform: PushPlatform | null = null
  #registration: ServiceWorkerRegistration | undefined
  /** Whose it is by what the server was last told; before a reload counts for nothing. */
  #toldFor: string | null | undefined
  #stopHearing: () => void = () => undefined

  constructor(options: PushOptions) {
    const { base, environment } = options
    this.#options = options
    this.#alone = alone(`otsy-push|${base}`, environment)
    const retain = () => {
      void this.look()
      return environment.onVisibleChange(() => void this.look())
    }
    this.status = new Value<PushStatus>({ state: 'loading' }, { retain })
  }

  async enable(): Promise<void> {
    const platform = this.#reach()
    if (platform === null || platform.obstacle !== null) throw new OtsyError('push_unsupported')
    // At once: a browser asks the person only while a click is being handled.
    const asked = platform.requestPermission()
    await this.#alone(async () => {
      if ((await asked) !== 'granted') {
        this.#off(platform)
        throw new OtsyError('push_denied')
      }
      await this.#subscribe(platform, await this.#record(platform))
    })
  }

  async disable(): Promise<void> {
    await this.forget(this.#options.rest)
  }

  /**
   * Ends it all here. `rest`: with the token of whose it is. Never rejects: a server that can't be
   * reached hears from the push service that it ended.
   */
  async forget(rest: Pick<RestClient, 'unsubscribe'>): Promise<void> {
    const platform = this.#reach()
    if (platform === null || platform.obstacle !== null) return
    await this.#alone(async () => {
      const record = await this.#record(platform)
      if (record === undefined) return
      const { end } = await subscribing()
      await end(platform, { record, rest })
      this.#toldFor = undefined
      this.#registration = undefined
      this.#off(platform)
    })
  }

  async diagnose(): Promise<readonly PushFinding[]> {
    const platform = this.#reach()
    const { environment, rest, worker, scope } = this.#options
    const record = platform?.obstacle === null ? await this.#record(platform) : undefined
    const { diagnose } = await import('./diagnose')
    return await diagnose({ platform, environment, rest, record, worker, scope })
  }

  async devices(): Promise<readonly PushDevice[]> {
    const platform = this.#reach()
    const [{ subscriptions }, record] = await Promise.all([
      this.#options.rest.listSubscriptions(),
      platform?.obstacle === null ? this.#record(platform) : undefined,
    ])
    return subscriptions.map((one) => ({ ...one, current: one.id === record?.id }))
  }

  /** Takes down what is shown under these tags, or of a chat that was read to its end. */
  async close(read: {
    readonly tags?: readonly string[]
    readonly chatId?: string
  }): Promise<void> {
    const shown = await this.#registration?.getNotifications().catch(() => undefined)
    for (const one of shown ?? []) {
      const { chatId } = (one.data ?? {}) as { readonly chatId?: unknown }
      const isOfChat = read.chatId !== undefined && chatId === read.chatId
      if (isOfChat || read.tags?.includes(one.tag) === true) one.close()
    }
  }

  /** Shows a count on the app's icon, where pushes are on: elsewhere nobody would take it back. */
  badge(count: number): void {
    if (this.#registration !== undefined) this.#platform?.badge(count)
  }

  /** Looks where it stands, and brings it in line once for each person and load. Never rejects. */
  async look(): Promise<void> {
    const platform = this.#reach()
    if (platform === null) return
    await this.#alone(async () => {
      if (platform.obstacle !== null) {
        return this.#show({ state: 'unsupported', reason: platform.obstacle })
      }
      const record = await this.#record(platform)
      if (record === undefined || platform.permission() === 'denied') return this.#off(platform)
      try {
        await this.#mend(platform, record)
      } catch (fault) {
        await this.#broken(platform, { record, fault })
      }
    })
  }

  /** The client is closed; the subscription stays. */
  stop(): void {
    this.#stopHearing()
  }

  async #mend(platform: PushPlatform, record: PushRecord): Promise<void> {
    // The person took the permission back, and the browser the subscription with it.
    if (platform.permission() !== 'granted') throw new OtsyError('push_denied')
    const registration = await platform.find(record.scope)
    if (registration !== undefined) this.#attend(platform, registration)
    const isTold = this.#toldFor === this.#options.userId()
    if (!isTold || !(await holds(platform, record))) await this.#subscribe(platform, record)
  }

  async #subscribe(platform: PushPlatform, record: PushRecord | undefined): Promise<void> {
    const { base, rest, worker, scope, userId } = this.#options
    const { subscribe } = await subscribing()
    const done = await subscribe({ platform, base, rest, worker, scope, record })
    this.#toldFor = userId()
    this.#attend(platform, done.registration)
    this.#show({ state: 'on' })
  }

  /** What the browser has stays good while the server, or who is signed in, is not known yet. */
  async #broken(
    platform: PushPlatform,
    { record, fault }: { readonly record: PushRecord; readonly fault: unknown },
  ): Promise<void> {
    const error = asOtsyError(fault, 'push_failed')
    const isPassing = error.retryable || error.code === 'signed_out' || error.code === 'closed'
    const isHeld = isPassing && (await holds(platform, record).catch(() => false))
    this.#show(isHeld ? { state: 'on' } : { state: 'broken', error })
  }

  /** From now on this page hears its worker, and takes down what it shows. */
  #attend(platform: PushPlatform, registration: ServiceWorkerRegistration): void {
    this.#registration = registration
    this.#stopHearing()
    this.#stopHearing = platform.onMessage(this.#options.onMessage)
  }

  #off(platform: PushPlatform): void {
    this.#show({ state: platform.permission() === 'denied' ? 'blocked' : 'off' })
  }

  #show(status: PushStatus): void {
    const shown = this.status.get()
    if (status.state === 'broken' || shown.state !== status.state) this.status.set(status)
  }

  async #record({ records }: PushPlatform): Promise<PushRecord | undefined> {
    // A browser that lost its database knows of no subscription.
    const all = await records.all().catch(() => [])
    const { base, worker, scope } = this.#options
    const path = scopePath(worker, scope)
    return all.find((one) => one.base === base && pathOf(one.scope) === path)
  }

  #reach(): PushPlatform | null {
    this.#platform ??= this.#options.environment.push()
    return this.#platform
  }
}

/** Whether the browser has the subscription that a record tells of. */
async function holds(platform: PushPlatform, record: PushRecord): Promise<boolean> {
  return (await (await subscribing()).subscriptionOf(platform, record)) !== null
}
