/** Where one browser takes pushes, and the keys only it can decrypt with. */
export interface PushTarget {
  /** A secret: who knows it can try to push. Never in a log. */
  readonly endpoint: string
  /** base64url: the browser's public key, 65 bytes. */
  readonly p256dh: string
  /** base64url: 16 bytes. */
  readonly auth: string
}

export interface PushMessage {
  /** UTF-8, at most `PushSender.maxPayloadBytes`. */
  readonly payload: string
  /** Seconds the push service keeps it for a device that is away. */
  readonly ttl: number
  readonly urgency: 'very-low' | 'low' | 'normal' | 'high'
  /** Replaces what waits at the push service under the same topic; at most 32 of A-Z a-z 0-9 - _ */
  readonly topic?: string
}

/** What the push service said, or why it was not asked. */
export type PushAnswer =
  | { readonly outcome: 'accepted' }
  /** 404, 410: this subscription is over. */
  | { readonly outcome: 'gone'; readonly status: number }
  /** 401, 403: the subscription belongs to another VAPID key. */
  | { readonly outcome: 'key_mismatch'; readonly status: number }
  | { readonly outcome: 'too_large' }
  /** 429, 5xx, a time-out, a broken connection: worth another try. */
  | {
      readonly outcome: 'retry'
      readonly reason: 'busy' | 'server_error' | 'timeout' | 'unreachable' | 'endless_answer'
      readonly status?: number
      /** What `Retry-After` asks for, in milliseconds. */
      readonly retryAfterMs?: number
    }
  /** Another 4xx, a redirect, or an address this server does not call: no retry will help. */
  | { readonly outcome: 'refused'; readonly reason: string; readonly status?: number }

/** What is known of an endpoint's push service. */
export interface PushService {
  /** Its origin, such as `https://updates.push.services.mozilla.com`. Not a secret. */
  readonly origin: string
  /** Whether it forgives a few pushes that show nothing. */
  readonly allowsSilent: boolean
}

/** Encrypts, signs and hands over to push services: `webPush({ vapid })`. */
export interface PushSender {
  /** The VAPID public key, base64url, as browsers take it. */
  readonly publicKey: string
  /** Names the key without being it; kept with each subscription. */
  readonly keyHash: string
  readonly maxPayloadBytes: number
  /** It would call services of a test on this machine: a server in production mode refuses it. */
  readonly callsTestServices?: boolean
  /**
   * Checks a subscription a browser handed over, before anything is kept or called. Throws
   * `OtsyError('invalid_input')` with the field named. Checks the address as written; where it leads is
   * checked again at each connection.
   */
  check(target: PushTarget): PushService
  /** Never rejects. Ends within the sender's time limit, whatever the other side does. */
  send(target: PushTarget, message: PushMessage): Promise<PushAnswer>
  /**
   * A secret for one subscription, the same each time it is asked for: lets a service worker, which has
   * no token, act for its own subscription. base64url, 32 bytes.
   */
  secretOf(subscriptionId: string): string
  close(): Promise<void>
}
