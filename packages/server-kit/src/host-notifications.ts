import type { ExplainStep, NotificationInput, NotificationStats, Preferences } from '@otsy/protocol'
import { id as hostId, notificationInput, preferencesInput } from '@otsy/protocol/schemas'
import * as z from 'zod/mini'
import { HOST } from './core/caller'
import type { Directory } from './core/identity/directory'
import type { BroadcastRecord } from './core/notifications/model'
import type { Enqueued, NotificationService } from './core/notifications/service'
import {
  render,
  type TemplateData,
  type TemplateKind,
  type Templates,
} from './core/notifications/templates'
import { checkIds } from './host-input'
import { parse } from './transports/parse'

const recipients = z.object({ to: z.array(hostId) })

export interface HostNotify<K extends TemplateKind, Tx> {
  readonly kind: K
  readonly data: TemplateData[K]
  /** Given twice for one person, the second is the first. */
  readonly dedupeKey?: string
  /** Seconds after which it is not worth showing; default by kind. */
  readonly ttl?: number
  /** Language of the template, such as `ja`; default what the person chose, then what the host knows. */
  readonly locale?: string
  /** The host's open transaction: nothing goes out before it commits. */
  readonly tx?: Tx
}

/** What the host's own code does with notifications. Errors as on the wire. */
export interface HostNotifications<Tx> {
  /**
   * To one person, in the host's own words. Resolves once it is kept; whether and when it goes out is
   * decided after that. Rejects with `invalid_input`.
   */
  send(
    userId: string,
    notification: NotificationInput,
    options?: { readonly tx?: Tx },
  ): Promise<Enqueued>
  /** To one person, from a template. Rejects with `invalid_input`, naming the field that is missing. */
  notify<K extends Exclude<TemplateKind, 'chat_message'>>(
    userId: string,
    notification: HostNotify<K, Tx>,
  ): Promise<Enqueued>
  /**
   * To many: any number of user ids, or `all` with a device. Resolves as soon as it is kept and goes out
   * in parts; `broadcasts.get` tells how far it is.
   */
  broadcast(
    notification: NotificationInput,
    to: 'all' | readonly string[],
  ): Promise<{ readonly id: string; readonly total: number }>
  readonly broadcasts: {
    get(id: string): Promise<BroadcastRecord>
    /** Newest first, at most 50. */
    list(): Promise<BroadcastRecord[]>
    /** What has not gone out is not sent. */
    cancel(id: string): Promise<BroadcastRecord>
  }
  /** Why a notification was or was not shown. */
  explain(notificationId: string): Promise<ExplainStep[]>
  stats(): Promise<NotificationStats>
  preferences(userId: string): Promise<Preferences>
  setPreferences(userId: string, change: Partial<Preferences>): Promise<Preferences>
}

export interface HostNotificationParts<Tx> {
  readonly service: NotificationService<Tx>
  readonly directory: Directory
  readonly templates: Templates | undefined
  readonly defaultLocale: string
  readonly ready: () => Promise<void>
}

/** The host's side of the notification service. */
export function createHostNotifications<Tx>(
  parts: HostNotificationParts<Tx>,
): HostNotifications<Tx> {
  const { service, ready } = parts

  async function send(
    userId: string,
    notification: NotificationInput,
    { tx }: { readonly tx?: Tx } = {},
  ): Promise<Enqueued> {
    checkIds({ userId })
    const input = parse(notificationInput, notification)
    await ready()
    return await service.send(userId, input, tx === undefined ? {} : { tx })
  }

  async function named<T>(
    ids: Readonly<Record<string, string>>,
    work: () => Promise<T>,
  ): Promise<T> {
    checkIds(ids)
    await ready()
    return await work()
  }

  return {
    send,
    async notify(userId, { kind, data, dedupeKey, ttl, locale, tx }) {
      checkIds({ userId })
      await ready()
      const { templates } = parts
      const content = render(kind, data, {
        locale: locale ?? (await localeOf(parts, userId)),
        templates,
      })
      const input: NotificationInput = {
        ...{ kind, ...content },
        actions: content.actions === undefined ? undefined : [...content.actions],
        dedupe_key: dedupeKey,
        ttl,
      }
      return await send(userId, input, tx === undefined ? {} : { tx })
    },
    async broadcast(notification, to) {
      const people = to === 'all' ? to : parse(recipients, { to }).to
      const input = parse(notificationInput, notification)
      await ready()
      return await service.broadcast(input, people)
    },
    broadcasts: {
      get: (id) => named({ id }, () => service.broadcastProgress(id)),
      list: () => ready().then(() => service.broadcasts()),
      cancel: (id) => named({ id }, () => service.cancelBroadcast(id)),
    },
    explain: (id) => named({ id }, () => service.explain(HOST, id)),
    stats: () => ready().then(() => service.stats()),
    preferences: (userId) => named({ userId }, () => service.preferences(userId)),
    setPreferences: (userId, change) =>
      named({ userId }, () => service.setPreferences(userId, parse(preferencesInput, change))),
  }
}

async function localeOf<Tx>(
  { service, directory, defaultLocale }: HostNotificationParts<Tx>,
  userId: string,
): Promise<string> {
  const { locale } = await service.preferences(userId)
  if (locale !== undefined) return locale
  return (await directory.lookUp([userId])).get(userId)?.locale ?? defaultLocale
}
