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
 * The text of a push that shows a notification, at most `maxBytes` of UTF-8: the specification's flat
 * fields, and the same once more as a Declarative Web Push, which Safari shows without a worker. What does
 * not fit is trimmed, last what tells where it leads: the text, then pictures and buttons, then the title.
 */
export function showPayload(
  notification: Notification,
  extras: PushExtras,
  maxBytes: number,
): string {
  const whole = encode(notification, extras)
  if (bytes(whole) <= maxBytes) return whole
  const body = fitted(notification.body, maxBytes, (text) =>
    encode({ ...notification, body: text }, extras),
  )
  if (body !== null) return body
  const { icon: _icon, actions: _actions, data, ...rest } = { ...notification, body: '' }
  const bare = { ...rest, data: identity(data) }
  const fewer = { ...extras, close: [] }
  return (
    fitted(notification.title, maxBytes, (title) => encode({ ...bare, title }, fewer)) ??
    encode({ ...bare, title: '', data: {} }, { ...fewer, origin: null })
  )
}

/** The text of a push that shows nothing and takes down what was read. */
export function closePayload(extras: Pick<PushExtras, 'close' | 'unread'>): string {
  return JSON.stringify({ silent: true, close: extras.close, unread: extras.unread })
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
      notification: {
        ...shown,
        navigate: `${origin}${pathOf(notification)}`,
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

/** The ids a click needs; what else a host put there may be large. */
function identity(data: Metadata): Metadata {
  return Object.fromEntries(
    Object.entries(data).filter(([, value]) => typeof value === 'string' && value.length <= 128),
  )
}

/** The longest beginning of a text with which the whole fits; null when even the empty one does not. */
function fitted(text: string, maxBytes: number, build: (text: string) => string): string | null {
  const characters = [...text]
  let fits = -1
  let tooMany = characters.length + 1
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2)
    if (bytes(build(cut(characters, middle))) <= maxBytes) fits = middle
    else tooMany = middle
  }
  return fits < 0 ? null : build(cut(characters, fits))
}

function cut(characters: readonly string[], length: number): string {
  if (length >= characters.length) return characters.join('')
  return length === 0 ? '' : `${characters.slice(0, length).join('').trimEnd()}…`
}

function bytes(text: string): number {
  return Buffer.byteLength(text)
}
