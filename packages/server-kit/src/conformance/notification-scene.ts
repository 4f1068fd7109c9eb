import assert from 'node:assert/strict'
import type { Message, Notification } from '@otsy/protocol'
import { newId } from '../core/ids'
import type {
  Decision,
  DeliveryResult,
  DueDelivery,
  NewBroadcast,
  NewNotification,
  NotificationContent,
  SubscriptionRecord,
  Undecided,
} from '../core/notifications/model'
import type { NewSubscription, NotificationStore } from '../core/notifications/port'
import { expectOutcome, present } from './expect'
import { Scene, type Place, type Say } from './scene'
import type { Author } from '../core/chat/model'
import type { Handles } from './target'

/** Longer than any run: what is held so is out of the way of the other tests. */
export const HELD_MS = 600_000
const MOST = 100_000
export const KEY = 'hash-of-the-key'
export const SERVICE = 'https://push.example.test'

/**
 * What one test of notifications works with. Work is claimed across a whole database, so a scene claims
 * everything that is due and answers its own; what other tests left is held for longer than they run.
 */
export class NotificationScene extends Scene {
  readonly store: NotificationStore
  /** The same store through every handle there is. */
  readonly everyStore: readonly NotificationStore[]
  readonly #names = new Set<string>()

  constructor(handles: Handles<unknown>) {
    super(handles)
    this.everyStore = handles.map(({ notifications }) => notifications)
    this.store = present(this.everyStore[0], 'a handle')
  }

  override name(prefix: string): string {
    const name = super.name(prefix)
    this.#names.add(name)
    return name
  }

  isOwn(userId: string): boolean {
    return this.#names.has(userId)
  }

  storeOf(index: number): NotificationStore {
    return this.everyStore[index % this.everyStore.length] ?? this.store
  }

  newDevice(userId: string, given: Partial<NewSubscription> = {}): NewSubscription {
    const service = given.service ?? SERVICE
    return {
      ...{ id: newId(), user_id: userId, endpoint: `${service}/${newId()}` },
      ...{ p256dh: 'p256dh', auth: 'auth', service, allows_silent: true, key_hash: KEY },
      ...{ origin: null, locale: null },
      ...given,
    }
  }

  async device(userId: string, given: Partial<NewSubscription> = {}): Promise<NewSubscription> {
    const device = this.newDevice(userId, given)
    await this.subscribe(device)
    return device
  }

  async subscribe(device: NewSubscription, most = 20): Promise<string> {
    const saved = await this.store.saveSubscription(device, { most, mayMove: () => false })
    return expectOutcome(saved, 'saved').id
  }

  async subscription(id: string): Promise<SubscriptionRecord> {
    return present(await this.store.subscription(id), 'the subscription')
  }

  newNotification(userId: string, given: Partial<NewNotification> = {}): NewNotification {
    return {
      ...{ id: newId(), user_id: userId, kind: 'payment', content: content() },
      ...{ tag: null, dedupe_key: null, ttl: 3_600 },
      ...given,
    }
  }

  async lay(userId: string, given: Partial<NewNotification> = {}): Promise<string> {
    const [laid] = await this.store.enqueue([this.newNotification(userId, given)])
    return expectOutcome(laid, 'queued').id
  }

  async startBroadcast(to: NewBroadcast['to'], given: Partial<NewBroadcast> = {}) {
    const all = { kind: 'promotional', tag: null, dedupe_key: null, ttl: 3_600, to } as const
    const started = await this.store.createBroadcast({
      ...{ id: newId(), content: content(), ...all },
      ...given,
    })
    return expectOutcome(started, 'created')
  }

  /** A message that asks for notifications. */
  tell(place: Place, author: Author | string, say: Say = {}): Promise<Message> {
    return this.say(place, author, { notify: true, ...say })
  }

  async collect(): Promise<void> {
    while ((await this.store.collect(100)) > 0);
  }

  async expand(): Promise<void> {
    while ((await this.store.expand(500)) > 0);
  }

  async undecided(leaseMs = HELD_MS): Promise<Undecided[]> {
    const all = await this.store.claimUndecided(MOST, leaseMs)
    return all.filter(({ user_id }) => this.isOwn(user_id))
  }

  /** Claims the one notification that is due. */
  async nextUndecided(leaseMs = HELD_MS): Promise<Undecided> {
    const [next, ...others] = await this.undecided(leaseMs)
    assert.deepEqual(others, [], 'there is more than one to be decided on')
    return present(next, 'a notification to be decided on')
  }

  async decide(decision: Decision): Promise<Notification | null> {
    const [notification] = await this.store.decide([decision])
    assert.notEqual(notification, undefined, 'one decision has one answer')
    return notification ?? null
  }

  /** Decides that everything due goes out, and answers it. */
  async sendAll(given: Partial<SendDecision> = {}): Promise<Notification[]> {
    const due = await this.undecided()
    const decided = await this.store.decide(due.map((one) => send(one, given)))
    return decided.map((notification) => present(notification, 'the notification decided on'))
  }

  /** A notification that is on its way to the person's devices; its id. */
  async sending(userId: string, given: Partial<NewNotification> = {}): Promise<string> {
    const id = await this.lay(userId, given)
    await this.sendAll()
    return id
  }

  async due(leaseMs = HELD_MS, except: readonly string[] = []): Promise<DueDelivery[]> {
    const all = await this.store.claimDeliveries({ limit: MOST, leaseMs, except })
    return all.filter(({ notification }) => this.isOwn(notification.user_id))
  }

  async nextDue(leaseMs = HELD_MS): Promise<DueDelivery> {
    const [next, ...others] = await this.due(leaseMs)
    assert.deepEqual(others, [], 'there is more than one push due')
    return present(next, 'a push that is due')
  }

  async settle(delivery: Pick<DueDelivery, 'id' | 'claim'>, result: Result): Promise<void> {
    await this.store.settle([settled(delivery, result)])
  }

  /** Everything due has gone out; what it was. */
  async deliverAll(): Promise<DueDelivery[]> {
    const due = await this.due()
    await this.store.settle(due.map((delivery) => settled(delivery, { outcome: 'sent' })))
    return due
  }

  /** A notification the person's devices show; its id. */
  async shown(userId: string, given: Partial<NewNotification> = {}): Promise<string> {
    const id = await this.sending(userId, given)
    await this.deliverAll()
    return id
  }

  async notification(id: string): Promise<Notification> {
    return present(await this.store.notification(id), 'the notification')
  }

  async stateOf(id: string): Promise<Notification['state']> {
    return (await this.notification(id)).state
  }

  /** Ids of what the person sees of their own, newest first. */
  async listed(userId: string): Promise<string[]> {
    const { notifications } = await this.store.history(userId, { page: 1, limit: 100 })
    return notifications.map(({ id }) => id)
  }

  async steps(id: string) {
    return present(await this.store.explain(id), 'what became of it').steps
  }
}

type SendDecision = Extract<Decision, { outcome: 'send' }>
type Result = DeliveryResult extends infer R
  ? R extends DeliveryResult
    ? Omit<R, 'id' | 'claim' | 'step'>
    : never
  : never

export function content(title = 'Paid'): NotificationContent {
  return { title, body: 'Thank you', data: {} }
}

export function send(
  { id, claim }: Pick<Undecided, 'id' | 'claim'>,
  given: Partial<SendDecision> = {},
): Decision {
  return {
    ...{ id, claim, steps: [], outcome: 'send', content: content(), count: 1 },
    ...{ urgency: 'normal', key_hash: KEY },
    ...given,
  }
}

export function settled(
  { id, claim }: Pick<DueDelivery, 'id' | 'claim'>,
  result: Result,
): DeliveryResult {
  return { id, claim, step: { step: 'push', outcome: result.outcome }, ...result }
}
