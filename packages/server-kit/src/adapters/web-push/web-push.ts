import { LIMITS } from '@otsy/protocol'
import { createHash, createHmac } from 'node:crypto'
import webPushLibrary from 'web-push'
import { invalidInput } from '../../core/errors'
import type { PushMessage, PushSender, PushTarget } from '../../core/notifications/sender'
import { publicLookup, type Resolve } from './addresses'
import { checkServices, checkTestServices, EndpointGuard, type TestService } from './guard'
import { Services } from './services'
import { isAuthSecret, isPublicKey } from './subscription-keys'
import { unpadded, vapidFaults, type Vapid } from './vapid'

export interface WebPushOptions {
  /** The pair of `npx otsy vapid`, and where push services can write to. */
  readonly vapid: Vapid
  /**
   * Hosts of push services beside those of Chrome, Firefox, Safari and Edge, with their subdomains.
   * `open`: any public address, for browsers nobody knows of; private ones stay refused.
   */
  readonly services?: readonly string[] | 'open'
  /** Milliseconds a push service has for a whole answer; default 10,000, at most 20,000. */
  readonly timeoutMs?: number
  /** At most, to one push service; default 32. */
  readonly connections?: number
  /**
   * Push services on this machine, for tests alone. They let whoever subscribes make the server call
   * itself, so NODE_ENV=production and a server in production mode refuse them.
   */
  readonly unsafeTestServices?: readonly TestService[]
}

const DEFAULT_TIMEOUT_MS = 10_000
/** A claim on a push lasts a minute; one that is too large is handed over twice, and then written down. */
const LONGEST_TIMEOUT_MS = 20_000
const DEFAULT_CONNECTIONS = 32

/**
 * Sends Web Pushes: encrypted for the one browser (RFC 8291), signed (RFC 8292), over connections that
 * stay open, to no address but those of push services. Throws an Error that says which setting is wrong,
 * why, and how to mend it.
 */
export function webPush(options: WebPushOptions): PushSender {
  return createSender(options)
}

/** With the system's own names, or those of a test. */
export function createSender(options: WebPushOptions, resolve?: Resolve): PushSender {
  const { services = [], unsafeTestServices: testServices = [] } = options
  const vapid = checkedVapid(options.vapid)
  checkServices(services)
  checkTestServices(testServices)
  const guard = new EndpointGuard({ services, testServices })
  const open = new Services({
    vapid,
    timeoutMs: whole('timeoutMs', options.timeoutMs ?? DEFAULT_TIMEOUT_MS, LONGEST_TIMEOUT_MS),
    connections: whole('connections', options.connections ?? DEFAULT_CONNECTIONS, 1_024),
    lookup: publicLookup(resolve),
  })
  const secretKey = createHmac('sha256', Buffer.from(vapid.privateKey, 'base64url'))
    .update('otsy: secrets of subscriptions')
    .digest()

  return {
    publicKey: vapid.publicKey,
    keyHash: createHash('sha256').update(vapid.publicKey).digest('base64url'),
    maxPayloadBytes: LIMITS.pushPayloadBytes,
    callsTestServices: testServices.length > 0,
    check({ endpoint, p256dh, auth }) {
      const verdict = guard.judge(endpoint)
      if ('why' in verdict) throw invalidInput('endpoint', verdict.why)
      if (!isPublicKey(p256dh)) throw invalidInput('keys.p256dh', 'is no key of a browser')
      if (!isAuthSecret(auth)) throw invalidInput('keys.auth', 'must be 16 bytes in base64url')
      const { url, test } = verdict
      return { origin: url.origin, allowsSilent: test !== null || isMozilla(url.hostname) }
    },
    async send(target, message) {
      const verdict = guard.judge(target.endpoint)
      if ('why' in verdict) return { outcome: 'refused', reason: 'endpoint_not_allowed' }
      if (Buffer.byteLength(message.payload) > LIMITS.pushPayloadBytes) {
        return { outcome: 'too_large' }
      }
      const body = encrypted(target, message.payload)
      if (body === null) return { outcome: 'refused', reason: 'bad_keys' }
      const { url, test } = verdict
      const service = open.of(url.origin, test?.ca ?? null)
      if (service === null) return { outcome: 'retry', reason: 'unreachable' }
      return await service.post({
        path: `${url.pathname}${url.search}`,
        headers: headersOf(message),
        body,
      })
    },
    secretOf: (subscriptionId) =>
      createHmac('sha256', secretKey).update(subscriptionId).digest('base64url'),
    close: () => open.close(),
  }
}

function headersOf({ ttl, urgency, topic }: PushMessage): Record<string, string> {
  return {
    'content-type': 'application/octet-stream',
    'content-encoding': 'aes128gcm',
    ttl: String(Math.min(Math.max(0, Math.floor(ttl)), LIMITS.pushTtlSeconds)),
    urgency,
    ...(topic !== undefined && { topic }),
  }
}

/** null when the browser's keys are none. */
function encrypted({ p256dh, auth }: PushTarget, payload: string): Buffer | null {
  try {
    return webPushLibrary.encrypt(unpadded(p256dh), unpadded(auth), payload, 'aes128gcm').cipherText
  } catch {
    return null
  }
}

/** Firefox forgives some pushes that show nothing; others end the subscription over them. */
function isMozilla(hostname: string): boolean {
  return hostname.endsWith('push.services.mozilla.com')
}

/** What comes from an environment may be missing, whatever its type says. */
function checkedVapid(given: Partial<Vapid> | undefined): Vapid {
  const { publicKey = '', privateKey = '', subject = '' } = given ?? {}
  const vapid = { publicKey: unpadded(publicKey), privateKey: unpadded(privateKey), subject }
  const faults = vapidFaults(vapid)
  if (faults.length === 0) return vapid
  const lines = faults.map(({ field, why, mend }) => `  vapid.${field} ${why}\n    ${mend}`)
  throw new Error(`webPush cannot send with this VAPID:\n${lines.join('\n')}`)
}

function whole(name: string, value: number, most: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= most) return value
  throw new Error(
    `webPush was given ${name} ${value}; it must be a whole number from 1 to ${most}. Leave it out ` +
      'for the default.',
  )
}
