import * as z from 'zod/mini'
import { LIMITS } from '../limits'
import { clientId, id, opaque, safeText, timestamp } from './text'
import { metadata } from './metadata'

export const notificationKind = z.enum([
  'chat_message',
  'order_update',
  'new_order',
  'payment',
  'promotional',
  'system_alert',
])

export const notificationState = z.enum([
  'pending',
  'sent',
  'deferred',
  'suppressed',
  'cancelled',
  'expired',
  'failed',
])

const icon = safeText.check(z.maxLength(LIMITS.urlLength))

export const notificationAction = z.object({
  action: opaque(64),
  title: safeText.check(z.minLength(1), z.maxLength(128)),
  icon: z.optional(icon),
})

export const notification = z.object({
  id,
  user_id: id,
  kind: notificationKind,
  title: z.string(),
  body: z.string(),
  icon: z.optional(z.string()),
  tag: z.optional(z.string()),
  data: metadata,
  actions: z.optional(z.array(notificationAction)),
  /** Where a click leads: a path of the app's own origin. */
  url: z.optional(z.string()),
  /** How many messages it stands for; absent for one. */
  count: z.optional(z.int()),
  state: notificationState,
  created_at: timestamp,
  sent_at: z.optional(timestamp),
  read_at: z.optional(timestamp),
})

/** A path of the app's own origin: never another host, whatever tricks the text plays. */
export const appPath = z
  .string()
  .check(
    z.maxLength(LIMITS.urlLength),
    z.regex(/^\/(?![/\\])[^\s\\\p{Cc}\p{Cs}]*$/u, { error: 'must be a path such as /orders/1' }),
  )

/** What an operator sends: the text, and the kind whose preference decides. */
export const notificationInput = z.strictObject({
  kind: notificationKind,
  title: safeText.check(z.minLength(1), z.maxLength(200)),
  body: safeText.check(z.maxLength(2_000)),
  icon: z.optional(icon),
  tag: z.optional(opaque(128)),
  data: z.optional(metadata),
  actions: z.optional(z.array(notificationAction).check(z.maxLength(4))),
  url: z.optional(appPath),
  /** Seconds after which it is no longer worth showing; default by kind. */
  ttl: z.optional(z.int().check(z.gte(0), z.lte(LIMITS.pushTtlSeconds))),
  /** Given twice for one person, the second is the first. */
  dedupe_key: z.optional(clientId),
})

const clockTime = z
  .string()
  .check(z.regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { error: 'must be HH:MM' }))

export const quietHours = z.strictObject({
  from: clockTime,
  to: clockTime,
  /** An IANA zone, such as Asia/Tokyo. */
  time_zone: opaque(64),
})

export const locale = z
  .string()
  .check(z.maxLength(35), z.regex(/^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$/))

export const preferences = z.object({
  order_updates: z.boolean(),
  chat_messages: z.boolean(),
  promotional: z.boolean(),
  system_alerts: z.boolean(),
  quiet_hours: z.optional(z.nullable(quietHours)),
  locale: z.optional(locale),
})

export const preferencesInput = z.strictObject({
  order_updates: z.optional(z.boolean()),
  chat_messages: z.optional(z.boolean()),
  promotional: z.optional(z.boolean()),
  system_alerts: z.optional(z.boolean()),
  quiet_hours: z.optional(z.nullable(quietHours)),
  locale: z.optional(locale),
})

const base64url = z.string().check(z.maxLength(256), z.regex(/^[A-Za-z0-9_-]+={0,2}$/))

export const subscriptionSecret = opaque(128)

export const endpoint = opaque(LIMITS.urlLength)

/** A browser's own `PushSubscription.toJSON()`. */
export const pushSubscription = z.strictObject({
  endpoint,
  expirationTime: z.optional(z.nullable(z.number())),
  keys: z.strictObject({ p256dh: base64url, auth: base64url }),
  locale: z.optional(locale),
  /** What an earlier subscribe answered: moves this browser's subscription to who signed in now. */
  secret: z.optional(subscriptionSecret),
})

export const subscriptionInfo = z.object({
  id,
  /** The push service's host; never the whole endpoint, which is a secret. */
  service: z.string(),
  /** `key_mismatch`: made for another VAPID key; the browser has to subscribe anew. */
  state: z.enum(['active', 'key_mismatch']),
  created_at: timestamp,
  last_used_at: z.optional(timestamp),
})

/** One decision or attempt in a notification's life. */
export const explainStep = z.object({
  at: timestamp,
  step: z.string(),
  outcome: z.string(),
  detail: z.optional(z.string()),
})

const counts = z.record(z.string(), z.int())

export const broadcastProgress = z.object({
  id,
  title: z.string(),
  kind: notificationKind,
  state: z.enum(['running', 'done', 'cancelled']),
  /** People it is for. */
  total: z.int(),
  /** People by the state of their notification; together `total`. */
  by_state: counts,
  done: z.boolean(),
  created_at: timestamp,
})

export const notificationStats = z.object({
  total: z.int(),
  by_state: counts,
  by_kind: counts,
  /** Devices that can be reached now. */
  subscriptions: z.int(),
})
