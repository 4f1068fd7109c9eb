import { OtsyError } from '../error'
import type { RestClient } from '../rest-types'
import type { PushRecord } from '../service-worker/records'
import { keyOf, plainKey, subscriptionInput } from '../service-worker/subscription'
import type { PushPlatform } from './platform'
import { activated } from './worker'

export interface Subscribing {
  readonly platform: PushPlatform
  readonly base: string
  readonly rest: Pick<RestClient, 'getVapidPublicKey' | 'subscribe' | 'listSubscriptions'>
  readonly worker: string | ServiceWorkerRegistration
  readonly scope: string | undefined
  /** Of what was subscribed before. */
  readonly record: PushRecord | undefined
}

export interface Subscribed {
  readonly registration: ServiceWorkerRegistration
  readonly record: PushRecord
}

/**
 * Subscribes this browser, or makes sure that it is: the same again does no harm anywhere. A subscription
 * made for another VAPID key is made anew. Rejects with `push_failed` for what the browser can't do.
 */
export async function subscribe(context: Subscribing): Promise<Subscribed> {
  const { platform, base, rest } = context
  const registration = await registered(context)
  const key = plainKey((await rest.getVapidPublicKey()).publicKey)
  const found = await registration.pushManager.getSubscription()
  const isStale = found !== null && (await isOver(found, key, context))
  if (isStale) await found.unsubscribe()
  const kept = isStale ? null : found
  let subscription = kept ?? (await make(registration, key))
  const tell = (secret: string | undefined) =>
    rest.subscribe({
      body: {
        ...subscriptionInput(subscription),
        ...localeOf(platform),
        ...(secret !== undefined && { secret }),
      },
    })
  const answer = await tell(context.record?.secret).catch(async (fault: unknown) => {
    // Of somebody who was signed in here and left no secret: theirs ends, and a new one begins.
    if (kept === null || !(fault instanceof OtsyError) || fault.code !== 'not_found') throw fault
    await kept.unsubscribe()
    subscription = await make(registration, key)
    return await tell(undefined)
  })
  const { id, secret } = answer
  const { endpoint } = subscription
  const record = { base, scope: registration.scope, id, secret, endpoint, key }
  await failing(platform.records.put(record))
  return { registration, record }
}

/** The browser's subscription that a record tells of, if it is still there. */
export async function subscriptionOf(
  platform: PushPlatform,
  { scope }: PushRecord,
): Promise<PushSubscription | null> {
  const registration = await platform.find(scope)
  return (await registration?.pushManager.getSubscription()) ?? null
}

/** Milliseconds a goodbye to the server may take: nobody waits long to be signed out. */
const GOODBYE_MS = 3_000

/** Ends a subscription at the server and here, each whatever becomes of the others. Never rejects. */
export async function end(
  platform: PushPlatform,
  { record, rest }: { record: PushRecord; rest: Pick<RestClient, 'unsubscribe'> },
): Promise<void> {
  const body = { endpoint: record.endpoint }
  await Promise.allSettled([
    rest.unsubscribe({ body }, { timeoutMs: GOODBYE_MS }),
    unsubscribe(platform, record),
    platform.records.remove(record),
  ])
  platform.badge(0)
}

/** Ends the browser's subscription and takes down what it has shown. The host's own stays. */
async function unsubscribe(platform: PushPlatform, record: PushRecord): Promise<void> {
  const registration = await platform.find(record.scope)
  const shown = (await registration?.getNotifications()) ?? []
  for (const one of shown) if ((one.data as { otsy?: unknown } | null)?.otsy) one.close()
  await (await registration?.pushManager.getSubscription())?.unsubscribe()
}

/**
 * Whether a subscription is of no use any more: made for another key, by the browser's word or by the
 * push service's, or no longer kept by the server, as after a 410. Told of the same address once more, the
 * server would only lose it again.
 */
async function isOver(
  subscription: PushSubscription,
  key: string,
  { record, rest }: Subscribing,
): Promise<boolean> {
  if ((keyOf(subscription) ?? record?.key ?? key) !== key) return true
  if (record === undefined) return false
  const { subscriptions } = await rest.listSubscriptions()
  const known = subscriptions.find(({ id }) => id === record.id)
  return known?.state !== 'active'
}

async function registered({
  platform,
  worker,
  scope,
  record,
}: Subscribing): Promise<ServiceWorkerRegistration> {
  const register = async () => {
    if (typeof worker === 'object') return worker
    return await platform.register(worker, scope).catch(async (fault: unknown) => {
      // The script can't be had just now, but there is the worker of last time.
      const known = record && (await platform.find(record.scope))
      if (known?.active) return known
      throw fault
    })
  }
  const registration = await failing(register())
  await failing(activated(registration))
  return registration
}

function make(registration: ServiceWorkerRegistration, key: string): Promise<PushSubscription> {
  const options = { userVisibleOnly: true, applicationServerKey: key }
  return failing(registration.pushManager.subscribe(options))
}

async function failing<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (cause) {
    throw new OtsyError('push_failed', { cause })
  }
}

/** A browser may name a language in a form of its own, which the server would refuse. */
function localeOf({ language }: PushPlatform): { readonly locale?: string } {
  const isKnown = language.length <= 35 && /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(language)
  return isKnown ? { locale: language } : {}
}
