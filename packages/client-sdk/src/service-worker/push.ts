import { readPush, type Pushed, type ShownData, type ShownOptions } from './payload'
import type { OtsyPushOptions, PushEventLike, WorkerScope } from './scope'
import { SHOWN_MESSAGE } from './version'
import { words } from './words'

/**
 * Shows a push. Every one but a silent one shows something, and within `waitUntil`: a browser that sees
 * nothing takes the subscription away.
 */
export function onPush(
  event: PushEventLike,
  scope: WorkerScope,
  options: OtsyPushOptions = {},
): void {
  event.waitUntil(show(event, scope, options))
}

async function show(
  { data }: PushEventLike,
  scope: WorkerScope,
  options: OtsyPushOptions,
): Promise<void> {
  const pushed = readPush(textOf(data), Date.now()) ?? unreadable(scope, options)
  const { shown, close, unread } = pushed
  if (shown !== null) await showNotification(scope, shown.title, shown.options)
  const tags = close.filter((tag) => tag !== shown?.options.tag)
  await Promise.allSettled([
    ...tags.map((tag) => take(scope, tag)),
    badge(scope, unread),
    shown === null ? null : tellPages(scope, shown.options),
  ])
}

/** An icon or a button that a browser refuses must not keep the text from being shown. */
export async function showNotification(
  { registration }: WorkerScope,
  title: string,
  options: ShownOptions,
): Promise<void> {
  try {
    await registration.showNotification(title, options)
  } catch {
    const { body, tag, data } = options
    const plain = { ...(body !== undefined && { body }), ...(tag !== undefined && { tag }), data }
    await registration.showNotification(title, plain)
  }
}

function textOf(data: PushEventLike['data']): string | undefined {
  try {
    return data?.text()
  } catch {
    return undefined
  }
}

function unreadable({ navigator }: WorkerScope, { fallback }: OtsyPushOptions): Pushed {
  const { title, ...rest } = fallback ?? { title: words(navigator.language).unreadable }
  const data = { otsy: { id: null, url: null, shownAt: Date.now() } }
  return { shown: { title, options: { ...rest, data } }, close: [], unread: null }
}

async function take({ registration }: WorkerScope, tag: string): Promise<void> {
  for (const shown of await registration.getNotifications({ tag })) shown.close()
}

async function badge({ navigator }: WorkerScope, unread: number | null): Promise<void> {
  if (unread === null) return
  await (unread > 0 ? navigator.setAppBadge?.(unread) : navigator.clearAppBadge?.())
}

/** A page that shows the chat already takes the notification down by itself. */
async function tellPages({ clients }: WorkerScope, { data }: ShownOptions): Promise<void> {
  const { otsy, chatId }: ShownData = data
  const pages = await clients.matchAll({ type: 'window', includeUncontrolled: true })
  for (const page of pages) page.postMessage({ type: SHOWN_MESSAGE, id: otsy.id, chatId })
}
