import { createHash } from 'node:crypto'
import { cleanText } from '../clean-text'
import type { Logger } from '../log'
import type { DeliveryResult, DueDelivery, Step } from './model'
import { Pace } from './pace'
import { closePayload, showPayload } from './payload'
import type { NotificationStore } from './port'
import type { PushAnswer, PushSender } from './sender'
import { Settling } from './settling'

/** Pushes claimed at once. */
const AT_ONCE = 64
/** Pushes begun before anything else of the process gets its turn: encrypting one takes a while. */
const BEGUN_AT_ONCE = 8
/** Well above the sender's own time limit: what a killed node held goes out by another after it. */
const LEASE_MS = 60_000
const FIRST_RETRY_MS = 2_000
const LONGEST_RETRY_MS = 10 * 60_000
/** Milliseconds between two warnings of the same. */
const ALERT_MS = 60_000
/** Seconds after which a push that shows nothing is pointless. */
const CLOSE_TTL = 3_600
/** What is left when a push service found a payload too large that is within the standard's limit. */
const SMALL_PAYLOAD_BYTES = 2_000
const MOST_DETAIL = 200

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
  readonly #pace = new Pace(steadyNow)
  readonly #settling: Settling
  readonly #sends = new Set<Promise<void>>()
  #lastAlert = Number.NEGATIVE_INFINITY

  constructor(options: DeliveringOptions) {
    this.#options = options
    this.#settling = new Settling(options.store)
  }

  /** Claims a part and begins to send it; true when there may be more. */
  async turn(): Promise<boolean> {
    const due = await this.#options.store.claimDeliveries({
      limit: AT_ONCE,
      leaseMs: LEASE_MS,
      except: this.#pace.busy(),
    })
    for (const [i, delivery] of due.entries()) {
      if (i > 0 && i % BEGUN_AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve))
      this.#begin(delivery)
    }
    return due.length > 0
  }

  /** Resolves when everything begun is sent and settled. */
  async settled(): Promise<void> {
    while (this.#sends.size > 0) await Promise.all(this.#sends)
  }

  #begin(delivery: DueDelivery): void {
    const { service } = delivery.subscription
    this.#pace.began(service)
    const sent = this.#send(delivery)
      .catch((cause: unknown) => {
        // Its lease ends, and then it is tried again.
        this.#options.logger.error({ err: cause, delivery_id: delivery.id }, 'a push failed')
      })
      .finally(() => {
        this.#sends.delete(sent)
        if (this.#pace.ended(service)) this.#options.onRoom()
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
    const began = steadyNow()
    let answer = await this.#hand(delivery, this.#options.sender.maxPayloadBytes)
    if (answer.outcome === 'too_large' && purpose === 'show') {
      answer = await this.#hand(delivery, SMALL_PAYLOAD_BYTES)
    }
    this.#pace.heard(subscription.service, answer, subscription.id)
    if (answer.outcome === 'key_mismatch') this.#alert(subscription.service, answer.status)
    const answered = now + steadyNow() - began
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
        payload: closePayload(extras, maxBytes),
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

  /** One is a browser that slept through a change of keys; many are keys that are wrong. */
  #alert(service: string, status: number): void {
    if (steadyNow() - this.#lastAlert < ALERT_MS) return
    this.#lastAlert = steadyNow()
    this.#options.logger.warn(
      { service, status },
      'a push service says the VAPID key is not the one a browser subscribed with; that browser is left ' +
        'out until it subscribes again. Were the keys changed, or is the clock of this machine wrong?',
    )
  }

  #settle({ id, claim }: DueDelivery, result: Result, step: Step): Promise<void> {
    return this.#settling.settle({ id, claim, step, ...result })
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
      const until = Math.ceil(answered + Math.max(backOff(claim), answer.retryAfterMs ?? 0))
      return until >= expires_at ? { outcome: 'expired' } : { outcome: 'retry', until }
    }
  }
}

/** Milliseconds of a clock nobody sets. */
function steadyNow(): number {
  return performance.now()
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
    // A host's own sender may say anything.
    detail: cleanText(`${new URL(subscription.service).host}${said}${reason}`, MOST_DETAIL),
  }
}

/** At most 32 characters of the alphabet a topic may have (RFC 8030), and no secret in it. */
function topicOf(tag: string): string {
  return createHash('sha256').update(tag).digest('base64url').slice(0, 32)
}
