import type { Member, Message } from '@otsy/client-sdk'
import type { Dictionary } from '../i18n/en'
import { statusLabel, statusOf } from './order'
import { systemText } from './system-text'

type Told = Pick<Message, 'type' | 'content' | 'metadata' | 'deleted_at' | 'attachment_url'>

/** A message in one line, for the list of orders and for quotes. */
export function messageSummary(message: Told, members: readonly Member[], t: Dictionary): string {
  if (message.deleted_at !== undefined) return t.message.deleted
  switch (message.type) {
    case 'system':
      return systemText(message, members, t)
    case 'order_update': {
      const status = statusOf(message)
      return status === null ? message.content : t.order.updated(statusLabel(status, t))
    }
    case 'receipt_shared':
      return t.order.receipt
    case 'image':
      return message.content === '' ? t.message.picture : message.content
    default:
      return message.content === '' ? t.message.picture : message.content
  }
}
