import { indexedDbPushRecords, type PushRecord } from './records'
import { request } from './request'
import type { SubscriptionChangeEventLike, WorkerScope } from './scope'
import { keyOf, subscriptionInput } from './subscription'

/**
 * The browser dropped or changed the subscription: makes a new one where there is none and tells the
 * server. What fails is mended by the page when it is loaded next.
 */
export function onPushSubscriptionChange(
  event: SubscriptionChangeEventLike,
  scope: WorkerScope,
): void {
  event.waitUntil(change(event, scope))
}

async function change(event: SubscriptionChangeEventLike, scope: WorkerScope): Promise<void> {
  const { registration, indexedDB } = scope
  const records = indexedDbPushRecords(indexedDB)
  const record = (await records.all()).find((one) => one.scope === registration.scope)
  // Not Otsy's, or taken back meanwhile.
  if (record === undefined) return
  const subscription =
    event.newSubscription ??
    (await registration.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: await serverKey(scope, record),
    }))
  const answer = (await request(scope, {
    method: 'PUT',
    url: `${record.base}/v1/notifications/subscriptions/${encodeURIComponent(record.id)}`,
    body: { secret: record.secret, subscription: subscriptionInput(subscription) },
  })) as Pick<PushRecord, 'id' | 'secret'>
  const { id, secret } = answer
  const key = keyOf(subscription) ?? record.key
  await records.put({ ...record, id, secret, endpoint: subscription.endpoint, key })
}

/** The server's present key; when it can't be asked, the one it had. */
async function serverKey(scope: WorkerScope, { base, key }: PushRecord): Promise<string> {
  try {
    const url = `${base}/v1/notifications/vapid-public-key`
    const { publicKey } = (await request(scope, { method: 'GET', url })) as { publicKey: string }
    return publicKey
  } catch {
    return key
  }
}
