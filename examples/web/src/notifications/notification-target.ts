import type { Notification } from '@otsy/client-sdk'

export type NotificationTarget =
  | { readonly kind: 'chat'; readonly chatId: string }
  | { readonly kind: 'order'; readonly orderId: string }
  /** Elsewhere in the app. */
  | { readonly kind: 'path'; readonly path: string }

/** Where a notification leads within this page; null: it only says something. */
export function targetOf({
  url,
  data,
}: Pick<Notification, 'url' | 'data'>): NotificationTarget | null {
  // The server lets no other origin through; a page trusts no one with its address bar all the same.
  if (url !== undefined) return /^\/(?![/\\])/.test(url) ? { kind: 'path', path: url } : null
  const { chatId, orderId } = data
  // An order's page is its chat here.
  if (typeof chatId === 'string') return { kind: 'chat', chatId }
  return typeof orderId === 'string' ? { kind: 'order', orderId } : null
}
