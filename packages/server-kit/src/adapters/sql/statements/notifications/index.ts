import * as Broadcasts from './broadcasts'
import { collectStatement } from './collecting'
import { claimUndecidedStatement, decideStatement } from './deciding'
import { claimDeliveriesStatement } from './delivering'
import * as Devices from './devices'
import { forgetToldStatement, holdToldStatement } from './forgetting'
import { enqueueStatement, keyedStatement } from './laying-in'
import { preferencesStatement, savePreferencesStatement } from './preferences'
import * as Reading from './reading'
import { settleStatement } from './settling'
import * as Sweeping from './sweeping'

/** Everything that is said about notifications. */
export function notificationStatementsOf(schema: string) {
  return {
    enqueue: enqueueStatement(schema),
    keyed: keyedStatement(schema),
    collect: collectStatement(schema),
    claimUndecided: claimUndecidedStatement(schema),
    decide: decideStatement(schema),
    claimDeliveries: claimDeliveriesStatement(schema),
    settle: settleStatement(schema),
    preferences: preferencesStatement(schema),
    savePreferences: savePreferencesStatement(schema),
    subscription: Devices.subscriptionStatement(schema),
    subscriptions: Devices.subscriptionsStatement(schema),
    lockDevices: Devices.devicesLockStatement(),
    heldSubscriptions: Devices.heldSubscriptionsStatement(schema),
    addSubscription: Devices.addSubscriptionStatement(schema),
    renewSubscription: Devices.renewSubscriptionStatement(schema),
    unusedSubscriptions: Devices.unusedSubscriptionsStatement(schema),
    findSubscription: Devices.findSubscriptionStatement(schema),
    removeSubscriptions: Devices.removeSubscriptionsStatement(schema),
    mismatch: Devices.mismatchStatement(schema),
    holdSettled: Devices.holdSettledStatement(schema),
    holdDevices: Devices.holdDevicesStatement(schema),
    holdForgotten: Devices.holdForgottenStatement(schema),
    holdWaiting: Devices.holdWaitingStatement(schema),
    dropWaiting: Devices.dropWaitingStatement(schema),
    holdTold: holdToldStatement(schema),
    forgetTold: forgetToldStatement(schema),
    history: Reading.historyStatement(schema),
    unreadCount: Reading.unreadCountStatement(schema),
    notification: Reading.notificationStatement(schema),
    explain: Reading.explainStatement(schema),
    unreadIds: Reading.unreadStatement(schema, 'ids'),
    unreadAll: Reading.unreadStatement(schema, 'all'),
    unreadOfChat: Reading.unreadStatement(schema, 'chat'),
    hold: Reading.holdStatement(schema),
    cancel: Reading.cancelStatement(schema),
    markRead: Reading.markReadStatement(schema),
    missed: Reading.missedStatement(schema),
    createBroadcast: Broadcasts.createBroadcastStatement(schema),
    keyedBroadcast: Broadcasts.keyedBroadcastStatement(schema),
    expand: Broadcasts.expandStatement(schema),
    broadcast: Broadcasts.broadcastStatement(schema),
    broadcasts: Broadcasts.broadcastsStatement(schema),
    dropParts: Broadcasts.dropPartsStatement(schema),
    cancelBroadcast: Broadcasts.cancelBroadcastStatement(schema),
    unsettled: Broadcasts.unsettledStatement(schema),
    dropNotifications: Sweeping.dropNotificationsStatement(schema),
    dropOldParts: Sweeping.dropOldPartsStatement(schema),
    dropBroadcasts: Sweeping.dropBroadcastsStatement(schema),
    bloated: Sweeping.bloatedStatement(schema),
    stats: Sweeping.notificationStatsStatement(schema),
  }
}

export type NotificationStatements = ReturnType<typeof notificationStatementsOf>
