import { notificationsBroadcastsGroup } from './groups/notifications-broadcasts'
import { notificationsClaimsGroup } from './groups/notifications-claims'
import { notificationsClosingGroup } from './groups/notifications-closing'
import { notificationsCollectGroup } from './groups/notifications-collect'
import { notificationsDecideGroup } from './groups/notifications-decide'
import { notificationsDeliverGroup } from './groups/notifications-deliver'
import { notificationsEnqueueGroup } from './groups/notifications-enqueue'
import { notificationsExplainGroup } from './groups/notifications-explain'
import { notificationsForgetGroup } from './groups/notifications-forget'
import { notificationsHistoryGroup } from './groups/notifications-history'
import { notificationsPreferencesGroup } from './groups/notifications-preferences'
import { notificationsRaceGroup } from './groups/notifications-race'
import { notificationsReadGroup } from './groups/notifications-read'
import { notificationsSubscriptionsGroup } from './groups/notifications-subscriptions'
import { notificationsSweepGroup } from './groups/notifications-sweep'
import { notificationsTransactionGroup } from './groups/notifications-transaction'
import { notificationsVoidGroup } from './groups/notifications-void'
import { NotificationScene } from './notification-scene'
import type { ConformanceRunner } from './runner'
import type { StorageTarget } from './target'
import type { LazyWorld } from './world'

export type DeclareNotificationTest = (
  name: string,
  body: (scene: NotificationScene) => Promise<void>,
) => void
type NotificationGroup = (test: DeclareNotificationTest) => void

const groups: Readonly<Record<string, NotificationGroup>> = {
  subscriptions: notificationsSubscriptionsGroup,
  preferences: notificationsPreferencesGroup,
  enqueue: notificationsEnqueueGroup,
  history: notificationsHistoryGroup,
  collect: notificationsCollectGroup,
  claims: notificationsClaimsGroup,
  decide: notificationsDecideGroup,
  deliver: notificationsDeliverGroup,
  void: notificationsVoidGroup,
  forget: notificationsForgetGroup,
  read: notificationsReadGroup,
  closing: notificationsClosingGroup,
  broadcasts: notificationsBroadcastsGroup,
  explain: notificationsExplainGroup,
  race: notificationsRaceGroup,
  // Last: it drops what the others left.
  sweep: notificationsSweepGroup,
}

/** The part of `storageConformance` about notifications. */
export function notificationConformance<Tx>(
  runner: ConformanceRunner,
  target: StorageTarget<Tx>,
  world: LazyWorld<Tx>,
): void {
  runner.describe('notifications', () => {
    for (const [name, declare] of Object.entries(groups)) {
      runner.describe(name, () => {
        declare((sentence, body) =>
          runner.it(sentence, async () =>
            body(new NotificationScene((await world.get()).database.handles)),
          ),
        )
      })
    }
    runner.describe('transaction', () => notificationsTransactionGroup(runner, target, world))
  })
}
