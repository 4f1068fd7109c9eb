import type { PushSubscriptionInput } from '@otsy/protocol'

/** A browser's subscription as the server takes it. */
export function subscriptionInput(subscription: PushSubscription): PushSubscriptionInput {
  const { endpoint, expirationTime, keys } = subscription.toJSON()
  return {
    endpoint: endpoint ?? subscription.endpoint,
    expirationTime: expirationTime ?? null,
    keys: { p256dh: keys?.p256dh ?? '', auth: keys?.auth ?? '' },
  }
}

/** The VAPID key a subscription was made for, base64url; null: the browser does not say. */
export function keyOf({ options }: PushSubscription): string | null {
  const key = options.applicationServerKey
  if (key === null) return null
  const binary = String.fromCharCode(...new Uint8Array(key))
  return plainKey(btoa(binary).replaceAll('+', '-').replaceAll('/', '_'))
}

/** Without padding, so that keys can be compared. */
export const plainKey = (key: string): string => key.replace(/=+$/, '')
