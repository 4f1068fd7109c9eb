import type { NotificationKind, Preferences } from '@otsy/protocol'
import type { Urgency } from './model'

export interface KindRules {
  /** The preference that decides. */
  readonly preference: keyof Pick<
    Preferences,
    'order_updates' | 'chat_messages' | 'promotional' | 'system_alerts'
  >
  /** Seconds after which it is not worth showing any more. */
  readonly ttl: number
  /** As push services take it (RFC 8030): `low` waits for a device that saves its battery. */
  readonly urgency: Urgency
  readonly passesQuietHours: boolean
}

const HOUR = 3_600
const DAY = 24 * HOUR

export const kindRules: Readonly<Record<NotificationKind, KindRules>> = {
  chat_message: rules('chat_messages', DAY, 'high'),
  order_update: rules('order_updates', DAY, 'high'),
  new_order: rules('order_updates', HOUR, 'high'),
  payment: rules('order_updates', 3 * DAY, 'normal'),
  promotional: rules('promotional', DAY, 'low'),
  system_alert: { ...rules('system_alerts', DAY, 'high'), passesQuietHours: true },
}

function rules(preference: KindRules['preference'], ttl: number, urgency: Urgency): KindRules {
  return { preference, ttl, urgency, passesQuietHours: false }
}
