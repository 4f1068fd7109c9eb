import type { ExplainStep, Notification, NotificationKind } from '@otsy/protocol'
import {
  notificationOf,
  type KeptNotification,
} from '../../../core/notifications/kept-notification'
import type {
  BroadcastRecord,
  ChatFacts,
  DueDelivery,
  PreferencesRecord,
  StateCounts,
  SubscriptionRecord,
  Undecided,
} from '../../../core/notifications/model'
import { iso, isoOrNull } from '../../../core/time'

type Millis = number

export interface SubscriptionRow extends Omit<SubscriptionRecord, 'created_at' | 'last_used_at'> {
  readonly created_at: Millis
  readonly last_used_at: Millis | null
}

export interface PreferencesRow {
  readonly order_updates: boolean
  readonly chat_messages: boolean
  readonly promotional: boolean
  readonly system_alerts: boolean
  readonly quiet_hours: NonNullable<PreferencesRecord['quiet_hours']> | null
  readonly locale: string | null
}

export interface UndecidedRow extends Omit<Undecided, 'preferences' | 'chat'> {
  readonly preferences: PreferencesRow | null
  readonly chat: (Omit<ChatFacts, 'muted_until'> & { readonly muted_until: Millis | null }) | null
}

export interface DueDeliveryRow extends Omit<DueDelivery, 'subscription' | 'notification'> {
  readonly subscription: SubscriptionRow
  readonly notification: KeptNotification
}

export interface BroadcastRow {
  readonly id: string
  readonly title: string
  readonly kind: NotificationKind
  readonly is_cancelled: boolean
  readonly total: number
  /** Of those whose turn has come. */
  readonly counts: Readonly<Record<Notification['state'], number>>
  readonly created_at: Millis
}

export type StepRow = Omit<ExplainStep, 'at'> & { readonly at: Millis }

export function toSubscription(row: SubscriptionRow): SubscriptionRecord {
  return { ...row, created_at: iso(row.created_at), last_used_at: isoOrNull(row.last_used_at) }
}

export function toPreferences({ quiet_hours, locale, ...row }: PreferencesRow): PreferencesRecord {
  return {
    ...row,
    ...(quiet_hours !== null && { quiet_hours }),
    ...(locale !== null && { locale }),
  }
}

export function toUndecided({ preferences, chat, ...row }: UndecidedRow): Undecided {
  return {
    ...row,
    preferences: preferences && toPreferences(preferences),
    chat: chat && { ...chat, muted_until: isoOrNull(chat.muted_until) },
  }
}

export function toDueDelivery(row: DueDeliveryRow): DueDelivery {
  const { subscription, notification } = row
  return {
    ...row,
    subscription: toSubscription(subscription),
    notification: notificationOf(notification),
  }
}

export function toStep(row: StepRow): ExplainStep {
  return { ...row, at: iso(row.at) }
}

export function toBroadcast(row: BroadcastRow): BroadcastRecord {
  const { is_cancelled, counts, created_at, ...rest } = row
  const begun = Object.values(counts).reduce((sum, count) => sum + count, 0)
  const left = is_cancelled ? 'cancelled' : 'pending'
  const all = { ...counts, [left]: counts[left] + row.total - begun }
  // Those put off by quiet hours are still to come.
  const isDone = all.pending + all.deferred === 0
  return {
    ...rest,
    state: is_cancelled ? 'cancelled' : isDone ? 'done' : 'running',
    by_state: Object.fromEntries(
      Object.entries(all).filter(([, count]) => count > 0),
    ) satisfies StateCounts,
    created_at: iso(created_at),
  }
}
