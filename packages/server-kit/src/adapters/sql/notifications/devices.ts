import { createHash } from 'node:crypto'
import type { DeliveryResult, SubscriptionRecord } from '../../../core/notifications/model'
import type { NewSubscription, NotificationStore } from '../../../core/notifications/port'
import type { Session } from '../database'
import { isStorable, textArray, uuidOrNull } from '../ids'
import type { NotificationStatements } from '../statements/notifications/index'
import type { ResultRow } from '../statements/notifications/settling'
import { toSubscription, type SubscriptionRow } from './rows'
import { say, transact, type Work } from './unit'

type Save = NotificationStore['saveSubscription']
type Replace = NotificationStore['replaceSubscription']
type Saved = Extract<Awaited<ReturnType<Save>>, { outcome: 'saved' }>

/** Somebody else kept the same endpoint in between; asked again, it is found. */
const RACES = ['subscriptions_endpoint']

export function saveSubscription(
  work: Work,
  given: NewSubscription,
  { most, mayMove }: Parameters<Save>[1],
): ReturnType<Save> {
  const { statements } = work
  const { id, user_id } = given
  const saved = async (session: Session): ReturnType<Save> => {
    await session.run(statements.lockDevices, [`otsy devices of ${user_id}`])
    // All that may be forgotten below, in the one order in which everybody locks them.
    const asked = [hashOf(given.endpoint), null, user_id]
    const held = await session.run<SubscriptionRow>(statements.heldSubscriptions, asked)
    const stored = held.find(({ endpoint }) => endpoint === given.endpoint)
    if (stored?.user_id === user_id) {
      await holdWaiting(session, statements, movedBy(given, stored))
      return renewed(session, statements, { id: stored.id, given })
    }
    if (stored !== undefined) {
      const isSameBrowser = stored.p256dh === given.p256dh && stored.auth === given.auth
      if (!isSameBrowser || !mayMove(stored.id)) return { outcome: 'taken' }
    }
    const others = [user_id, most - 1]
    const unused = await session.run<string>(statements.unusedSubscriptions, others)
    const ids = stored === undefined ? unused : [stored.id, ...unused]
    await holdWaiting(session, statements, ids)
    await forget(session, statements, { ids, state: 'cancelled' })
    await session.run(statements.addSubscription, [id, user_id, valuesOf(given)])
    return { outcome: 'saved', id }
  }
  return transact(work, saved, RACES)
}

export function replaceSubscription(
  work: Work,
  id: string,
  given: Parameters<Replace>[1],
): ReturnType<Replace> {
  const { statements } = work
  const replaced = async (session: Session): ReturnType<Replace> => {
    const asked = [hashOf(given.endpoint), uuidOrNull(id), null]
    const rows = await session.run<SubscriptionRow>(statements.heldSubscriptions, asked)
    const device = rows.find((row) => row.id === id)
    if (device === undefined) return { outcome: 'not_found' }
    const other = rows.find((row) => row.id !== id)
    if (other !== undefined && other.user_id !== device.user_id) return { outcome: 'taken' }
    const kept = other ?? device
    const ids = other === undefined ? [] : [id]
    await holdWaiting(session, statements, [...ids, ...movedBy(given, kept)])
    await forget(session, statements, { ids, state: 'cancelled' })
    return renewed(session, statements, { id: kept.id, given })
  }
  return transact(work, replaced, RACES)
}

export async function removeSubscription(
  work: Work,
  userId: string,
  endpoint: string,
): Promise<boolean> {
  if (!isStorable(userId)) return false
  const { statements } = work
  return transact(work, async (session) => {
    const asked = [hashOf(endpoint), userId]
    const ids = await session.run<string>(statements.findSubscription, asked)
    await session.run(statements.holdForgotten, [textArray(ids)])
    await holdWaiting(session, statements, ids)
    return forget(session, statements, { ids, state: 'cancelled' })
  })
}

export async function subscription(work: Work, id: string): Promise<SubscriptionRecord | null> {
  if (uuidOrNull(id) === null) return null
  const [row] = await say<SubscriptionRow>(work, work.statements.subscription, [id])
  return row === undefined ? null : toSubscription(row)
}

export async function subscriptions(work: Work, userId: string): Promise<SubscriptionRecord[]> {
  if (!isStorable(userId)) return []
  const rows = await say<SubscriptionRow>(work, work.statements.subscriptions, [userId])
  return rows.map(toSubscription)
}

/** See `NotificationStore.settle`. */
export async function settle(work: Work, results: readonly DeliveryResult[]): Promise<void> {
  const rows = results.flatMap((result, i): ResultRow[] => {
    const { id, claim, outcome, step } = result
    if (uuidOrNull(id) === null) return []
    const until = result.outcome === 'retry' ? { until: Math.ceil(result.until) } : {}
    return [{ i, id, claim, outcome, step, ...until }]
  })
  if (rows.length === 0) return
  const { statements } = work
  const params = [JSON.stringify(rows)]
  if (!rows.some(({ outcome }) => endsDevice(outcome))) {
    await say(work, statements.settle, params)
    return
  }
  const all = textArray(rows.map(({ id }) => id))
  const ending = rows.filter(({ outcome }) => endsDevice(outcome)).map(({ id }) => id)
  await transact(work, async (session) => {
    await session.run(statements.holdDevices, [all])
    await session.run(statements.holdSettled, [all, textArray(ending)])
    const ended = await session.run<{ id: string; outcome: string }>(statements.settle, params)
    const idsOf = (outcome: string) =>
      ended.filter((one) => one.outcome === outcome).map(({ id }) => id)
    await forget(session, statements, { ids: idsOf('gone'), state: 'failed' })
    const mismatched = idsOf('key_mismatch')
    if (mismatched.length === 0) return
    await session.run(statements.mismatch, [textArray(mismatched)])
    await session.run(statements.dropWaiting, [textArray(mismatched), 'failed'])
  })
}

function endsDevice(outcome: string): boolean {
  return outcome === 'gone' || outcome === 'key_mismatch'
}

async function renewed(
  session: Session,
  statements: NotificationStatements,
  { id, given }: { readonly id: string; readonly given: Parameters<Replace>[1] },
): Promise<Saved> {
  await session.run(statements.renewSubscription, [id, valuesOf(given)])
  return { outcome: 'saved', id }
}

/** What waits for a device moves with it to the queue of another service. */
function movedBy(given: Parameters<Replace>[1], stored: SubscriptionRow): string[] {
  return stored.service === given.service ? [] : [stored.id]
}

/** Locks what waits for devices that are locked: all of it in one statement, as it is locked in one order. */
async function holdWaiting(
  session: Session,
  statements: NotificationStatements,
  ids: readonly string[],
): Promise<void> {
  if (ids.length > 0) await session.run(statements.holdWaiting, [textArray(ids)])
}

interface Forgotten {
  readonly ids: readonly string[]
  /** How notifications end that no other device was sent. */
  readonly state: 'failed' | 'cancelled'
}

/** Of devices that are locked, with what waits for them. Whether there was one of them. */
async function forget(
  session: Session,
  statements: NotificationStatements,
  forgotten: Forgotten,
): Promise<boolean> {
  if (forgotten.ids.length === 0) return false
  const ids = textArray(forgotten.ids)
  const removed = await session.run(statements.removeSubscriptions, [ids])
  await session.run(statements.dropWaiting, [ids, forgotten.state])
  return removed.length > 0
}

function valuesOf(given: Parameters<Replace>[1]): string {
  const { endpoint, p256dh, auth, service, allows_silent, key_hash, origin, locale } = given
  const values = { endpoint, p256dh, auth, service, allows_silent, key_hash, origin, locale }
  return JSON.stringify({ ...values, endpoint_hash: hashOf(endpoint) })
}

function hashOf(endpoint: string): string {
  return createHash('sha256').update(endpoint).digest('base64url')
}
