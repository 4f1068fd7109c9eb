import { createHash } from 'node:crypto'
import type { Logger } from '../log'
import { Circuit } from './circuit'
import type { DeliveryResult, DueDelivery, Step } from './model'
import { closePayload, showPayload } from './payload'
import type { NotificationStore } from './port'
import type { PushAnswer, PushSender } from './sender'

/** Pushes claimed at once, and under way to one push service before no more are claimed for it. */
const AT_ONCE = 64
const MOST_UNDER_WAY = 64
/** Well above the sender's own time limit: what a killed node held goes out by another after it. */
const LEASE_MS = 60_000
/** Tries to write down what became of pushes, with pauses of 1, 2, 3 … seconds. */
const SETTLE_ATTEMPTS = 6
const FIRST_RETRY_MS = 2_000
const LONGEST_RETRY_MS = 10 * 60_000
/** Seconds after which a push that shows nothing is pointless. */
const CLOSE_TTL = 3_600
/** What is left when a push service found a payload too large that is within the standard's limit. */
const SMALL_PAYLOAD_BYTES = 2_000

export interface DeliveringOptions {
  readonly store: NotificationStore<never>
  readonly sender: PushSender
  readonly logger: Logger
  /** Origin of the app, where a device did not say its own. */
  readonly site: string | null
  /** There may be room for more. */
  readonly onRoom: () => void
}

/** Hands what is due to the push services, each at its own pace. */
export class Delivering {
  readonly #options: DeliveringOptions
  readonly #circuits = new Map<string, Circuit>()
  readonly #underWay = new Map<string, number>()
  #results: DeliveryResult[] = []
  #settling: Promise<void> | undefined
  #sends = new Set<Promise<void>>()

  constructor(options: DeliveringOptions) {
    this.#options = options
  }

  /** Claims a part and begins to send it; true when there may be more. */
  async turn(): Promise<boolean> {
    const except = this.#busy()
    const due = await this.#options.store.claimDeliveries({
      limit: AT_ONCE,
      leaseMs: LEASE_MS,
      except,
    })
    for (const delivery of due) this.#begin(delivery)
    return due.length > 0
  }

  /** Resolves when everything begun is sent and settled. */
  async settled(): Promise<void> {
    while (this.#sends.size > 0) await Promise.all(this.#sends)
    await this.#settling
  }

  /** Origins for which nothing more is claimed now. */
  #busy(): string[] {
    const now = Date.now()
    const paused = [...this.#circuits].flatMap(([origin, circuit]) =>
      circuit.isPaused(now) ? [origin] : [],
    )
    const full = [...this.#underWay].flatMap(([origin, count]) =>
      count >= MOST_UNDER_WAY ? [origin] : [],
    )
    return [...new Set([...paused, ...full])]
  }

  #begin(delivery: DueDelivery): void {
    const { service } = delivery.subscription
    this.#underWay.set(service, (this.#underWay.get(service) ?? 0) + 1)
    const sent = this.#send(delivery)
      .catch((cause: unknown) => {
        // Its lease ends, and then it is tried again.
        this.#options.logger.error({ err: cause, delivery_id: delivery.id }, 'a push failed')
      })
      .finally(() => {
        this.#sends.delete(sent)
        const left = (this.#underWay.get(service) ?? 1) - 1
        if (left > 0) this.#underWay.set(service, left)
        else this.#underWay.delete(service)
        if (left === MOST_UNDER_WAY - 1) this.#options.onRoom()
      })
    this.#sends.add(sent)
  }

  async #send(delivery: DueDelivery): Promise<void> {
    const { void: reason, expires_at, now, purpose, subscription } = delivery
    if (reason !== null) {
      const step: Step = { step: 'cancel', outcome: reason }
      return this.#settle(delivery, { outcome: 'cancelled' }, step)
    }
    if (expires_at <= now) {
      return this.#settle(delivery, { outcome: 'expired' }, { step: 'expired', outcome: 'stopped' })
    }
    const circuit = this.#circuitOf(subscription.service)
    const began = Date.now()
    let answer = await this.#hand(delivery, this.#options.sender.maxPayloadBytes)
    if (answer.outcome === 'too_large' && purpose === 'show') {
      answer = await this.#hand(delivery, SMALL_PAYLOAD_BYTES)
    }
    if (answer.outcome === 'retry') circuit.failed(Date.now())
    else circuit.succeeded()
    const answered = now + Math.max(0, Date.now() - began)
    return this.#settle(delivery, resultOf(answer, delivery, answered), stepOf(answer, delivery))
  }

  #hand(delivery: DueDelivery, maxBytes: number): Promise<PushAnswer> {
    const { subscription, notification, purpose, urgency, close_tags, unread_count } = delivery
    const { tag } = notification
    const extras = {
      close: purpose === 'close' && tag !== undefined ? [tag, ...close_tags] : close_tags,
      unread: unread_count,
      origin: subscription.origin ?? this.#options.site,
    }
    const left = Math.floor((delivery.expires_at - delivery.now) / 1_000)
    if (purpose === 'close') {
      return this.#options.sender.send(subscription, {
        payload: closePayload(extras),
        ttl: Math.min(left, CLOSE_TTL),
        urgency: 'low',
        ...(tag !== undefined && { topic: topicOf(tag) }),
      })
    }
    return this.#options.sender.send(subscription, {
      payload: showPayload(notification, extras, maxBytes),
      ttl: left,
      urgency,
      ...(tag !== undefined && { topic: topicOf(tag) }),
    })
  }

  #circuitOf(origin: string): Circuit {
    let circuit = this.#circuits.get(origin)
    if (circuit === undefined) this.#circuits.set(origin, (circuit = new Circuit()))
    return circuit
  }

  /** Results that come while others are being written go together in the next write. */
  #settle({ id, claim }: DueDelivery, result: Result, step: Step): Promise<void> {
    this.#results.push({ id, claim, step, ...result })
    this.#settling ??= this.#write()
    return this.#settling
  }

  async #write(): Promise<void> {
    try {
      while (this.#results.length > 0) {
        const results = this.#results
        this.#results = []
        await this.#written(results)
      }
    } finally {
      this.#settling = undefined
    }
  }

  /** A push that went out must not go out again because the database was away for a moment. */
  async #written(results: readonly DeliveryResult[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#options.store.settle(results)
      } catch (cause) {
        if (attempt === SETTLE_ATTEMPTS) throw cause
        await new Promise((resolve) => setTimeout(resolve, attempt * 1_000))
      }
    }
  }
}

type Result = DeliveryResult extends infer R
  ? R extends DeliveryResult
    ? Omit<R, 'id' | 'claim' | 'step'>
    : never
  : never

/** `answered`: when, by the store's clock. */
function resultOf(
  answer: PushAnswer,
  { claim, expires_at }: DueDelivery,
  answered: number,
): Result {
  switch (answer.outcome) {
    case 'accepted':
      return { outcome: 'sent' }
    case 'gone':
      return { outcome: 'gone' }
    case 'key_mismatch':
      return { outcome: 'key_mismatch' }
    case 'too_large':
    case 'refused':
      return { outcome: 'failed' }
    case 'retry': {
      const until = answered + Math.max(backOff(claim), answer.retryAfterMs ?? 0)
      return until >= expires_at ? { outcome: 'expired' } : { outcome: 'retry', until }
    }
  }
}

/** Doubles with each try, with half of it left to chance, so that devices do not come back together. */
function backOff(attempt: number): number {
  const whole = Math.min(FIRST_RETRY_MS * 2 ** Math.min(attempt - 1, 20), LONGEST_RETRY_MS)
  return whole / 2 + (Math.random() * whole) / 2
}

function stepOf(answer: PushAnswer, { purpose, subscription }: DueDelivery): Step {
  const said = 'status' in answer && answer.status !== undefined ? `, ${answer.status}` : ''
  const reason = 'reason' in answer ? `, ${answer.reason}` : ''
  return {
    step: purpose === 'close' ? 'close' : 'push',
    outcome: answer.outcome,
    detail: `${new URL(subscription.service).host}${said}${reason}`,
  }
}

/** At most 32 characters of the alphabet a topic may have (RFC 8030), and no secret in it. */
function topicOf(tag: string): string {
  return createHash('sha256').update(tag).digest('base64url').slice(0, 32)
}
