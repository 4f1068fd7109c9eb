import type { Metadata, Notification } from '@otsy/protocol'

/** What a service worker gets to know beside the notification itself. */
export interface PushExtras {
  /** Tags to take down, read meanwhile. */
  readonly close: readonly string[]
  /** For the badge of the app's icon. */
  readonly unread: number
  /** Origin of the app, for browsers that show a push without a worker; null when unknown. */
  readonly origin: string | null
}

/** Where a click leads unless the notification says so itself. */
export function pathOf({ url, data }: Pick<Notification, 'url' | 'data'>): string {
  if (url !== undefined) return url
  const { type, chatId, orderId } = data
  if (type === 'chat_message' && typeof chatId === 'string') {
    return `/chat/${encodeURIComponent(chatId)}`
  }
  if (typeof orderId === 'string') return `/orders/${encodeURIComponent(orderId)}`
  return '/'
}

/**
 * The text of a push that shows a notification, at most `maxBytes` (2,000 or more) of UTF-8: the
 * specification's flat fields, and the same once more as a Declarative Web Push, which Safari shows without
 * a worker. What does not fit is trimmed, last what tells where it leads: the text, then pictures and
 * buttons, then the title.
 */
export function showPayload(
  notification: Notification,
  extras: PushExtras,
  maxBytes: number,
): string {
  const whole = encode(notification, extras)
  if (bytes(whole) <= maxBytes) return whole
  const { icon: _icon, actions: _actions, ...plain } = notification
  const { url: _url, ...bare } = { ...plain, body: '', data: ids(plain.data) }
  const few = { maxBytes, extras: { ...extras, close: [] } }
  return (
    trimmed(notification, 'body', { maxBytes, extras, least: 0 }) ??
    trimmed({ ...plain, data: short(plain.data) }, 'body', { ...few, least: 0 }) ??
    trimmed({ ...plain, body: '', data: ids(plain.data) }, 'title', { ...few, least: 1 }) ??
    trimmed(bare, 'title', { ...few, least: 1 }) ??
    encode({ ...bare, title: cut([...bare.title], 1), data: {} }, { ...few.extras, origin: null })
  )
}

/** The text of a push that shows nothing and takes down what was read; tags that do not fit wait. */
export function closePayload(
  { close, unread }: Pick<PushExtras, 'close' | 'unread'>,
  maxBytes: number,
): string {
  const text = JSON.stringify({ silent: true, close, unread })
  if (bytes(text) <= maxBytes || close.length === 0) return text
  return closePayload({ close: close.slice(0, -1), unread }, maxBytes)
}

function encode(notification: Notification, { close, unread, origin }: PushExtras): string {
  const { id, title, body, icon, tag, data, actions, url, kind } = notification
  const shown = { title, body, icon, tag, data, actions }
  return JSON.stringify({
    ...shown,
    requireInteraction: false,
    id,
    kind,
    url,
    unread,
    ...(close.length > 0 && { close }),
    ...(origin !== null && {
      web_push: 8030,
      app_badge: unread,
      notification: {
        ...shown,
        navigate: `${origin}${pathOf(notification)}`,
        // Where Safari 18.4 looks for it.
        app_badge: String(unread),
        ...(actions !== undefined && {
          actions: actions.map((action) => ({
            ...action,
            navigate: `${origin}${pathOf(action.action === 'view_order' ? orderOf(notification) : notification)}`,
          })),
        }),
      },
    }),
  })
}

function orderOf({ data }: Notification): Pick<Notification, 'url' | 'data'> {
  return typeof data.orderId === 'string' ? { data: { orderId: data.orderId } } : { data }
}

const IDS = ['type', 'chatId', 'orderId', 'messageId']

/** What a click needs. */
function ids(data: Metadata): Metadata {
  return Object.fromEntries(Object.entries(short(data)).filter(([key]) => IDS.includes(key)))
}

/** Without what may be large. */
function short(data: Metadata): Metadata {
  return Object.fromEntries(
    Object.entries(data).filter(([, value]) => typeof value === 'string' && value.length <= 128),
  )
}

interface Trim {
  readonly extras: PushExtras
  readonly maxBytes: number
  /** Characters to be left at least. */
  readonly least: number
}

/** With the longest beginning of one text with which the whole fits; null when none does. */
function trimmed(
  notification: Notification,
  field: 'title' | 'body',
  { extras, maxBytes, least }: Trim,
): string | null {
  const characters = [...notification[field]]
  const build = (length: number): string =>
    encode({ ...notification, [field]: cut(characters, length) }, extras)
  let fits = least - 1
  let tooMany = characters.length + 1
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2)
    if (bytes(build(middle)) <= maxBytes) fits = middle
    else tooMany = middle
  }
  return fits < least ? null : build(fits)
}

function cut(characters: readonly string[], length: number): string {
  if (length >= characters.length) return characters.join('')
  return length === 0 ? '' : `${characters.slice(0, length).join('').trimEnd()}…`
}

function bytes(text: string): number {
  return Buffer.byteLength(text)
}
