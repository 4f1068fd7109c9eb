import type { History, Violation } from './events'
import * as apps from './rules-of-apps'
import * as store from './rules-of-store'

/**
 * The first promise a history breaks, null when it keeps them all. What the store does is looked at
 * before what apps saw of it: the one explains the other.
 */
export function checkHistory(history: History): Violation | null {
  for (const rule of [
    ...[store.gapless, store.durable, store.once, store.senderOrder, apps.revoked],
    ...[apps.onceInOrder, apps.readsForward, apps.unsentEnds, apps.wholeAtTheEnd],
    ...[apps.toldOfAll, apps.inTime, apps.pushed],
  ]) {
    const violation = rule(history)
    if (violation !== null) return violation
  }
  return null
}
