import type { Notification, NotificationKind } from '@otsy/protocol'
import { iso } from '../time'
import type { NotificationContent } from './model'

/** A notification as stores keep it; times in milliseconds. */
export interface KeptNotification {
  readonly id: string
  readonly user_id: string
  readonly kind: NotificationKind
  /** null before it is first written. */
  readonly content: NotificationContent | null
  readonly tag: string | null
  readonly count: number
  readonly state: Notification['state']
  readonly created_at: number
  readonly sent_at: number | null
  readonly read_at: number | null
}

/** The same as the wire shows it. */
export function notificationOf(kept: KeptNotification): Notification {
  const { content } = kept
  return {
    ...{ id: kept.id, user_id: kept.user_id, kind: kept.kind },
    ...{ title: content?.title ?? '', body: content?.body ?? '', data: content?.data ?? {} },
    ...(content?.icon !== undefined && { icon: content.icon }),
    ...(content?.actions !== undefined && { actions: [...content.actions] }),
    ...(content?.url !== undefined && { url: content.url }),
    ...(kept.tag !== null && { tag: kept.tag }),
    ...(kept.count > 1 && { count: kept.count }),
    state: kept.state,
    created_at: iso(kept.created_at),
    ...(kept.sent_at !== null && { sent_at: iso(kept.sent_at) }),
    ...(kept.read_at !== null && { read_at: iso(kept.read_at) }),
  }
}
