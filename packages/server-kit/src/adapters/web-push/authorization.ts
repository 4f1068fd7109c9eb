import webPush from 'web-push'
import type { Vapid } from './vapid'

/** RFC 8292 allows a day. */
const LIFE_MS = 12 * 60 * 60_000
/** A younger one that was refused is not to blame. */
const YOUNG_MS = 60_000

/**
 * The signature that says who sends to one push service. It costs more than all else about a push, and
 * one serves for hours: it is made anew at half its life.
 */
export class Authorization {
  readonly #vapid: Vapid
  readonly #audience: string
  #header = ''
  #madeAt = 0

  constructor(vapid: Vapid, audience: string) {
    this.#vapid = vapid
    this.#audience = audience
  }

  get header(): string {
    const age = Date.now() - this.#madeAt
    // Younger than new: the clock was set back, and what was made by the wrong one may be refused.
    if (this.#header === '' || age >= LIFE_MS / 2 || age < 0) this.#make()
    return this.#header
  }

  /** After a refusal: whether another header than the one refused is worth a try. */
  isRenewed(refused: string): boolean {
    if (this.#header === refused && Date.now() - this.#madeAt >= YOUNG_MS) this.#make()
    return this.#header !== refused
  }

  #make(): void {
    this.#madeAt = Date.now()
    const { subject, publicKey, privateKey } = this.#vapid
    const expiry = Math.floor((this.#madeAt + LIFE_MS) / 1_000)
    this.#header = webPush.getVapidHeaders(
      this.#audience,
      subject,
      publicKey,
      privateKey,
      'aes128gcm',
      expiry,
    ).Authorization
  }
}
