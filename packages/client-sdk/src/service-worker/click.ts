import type { ShownData } from './payload'
import { AGAIN, sendReply } from './reply'
import type { NotificationEventLike, OtsyPushOptions, WorkerPage, WorkerScope } from './scope'
import { targetOf } from './target'
import { OPENED_MESSAGE } from './version'

/** Opens what a notification tells of, or sends the answer that was typed into it. */
export function onNotificationClick(
  event: NotificationEventLike,
  scope: WorkerScope,
  options: OtsyPushOptions = {},
): void {
  const { notification, action } = event
  const data = notification.data as Partial<ShownData> | null
  // Another part of the host's worker shows notifications too.
  if (!data?.otsy && !data?.chatId && !data?.orderId) return
  notification.close()
  const { otsy } = data
  const content = action === 'reply' ? event.reply?.trim() : action === AGAIN ? otsy?.draft : ''
  if (content && otsy) {
    const reply = { content, tag: notification.tag, data: { ...data, otsy } }
    event.waitUntil(sendReply(scope, reply))
  } else {
    event.waitUntil(open(scope, targetOf({ data, action }, scope, options)))
  }
}

async function open({ clients, location }: WorkerScope, target: string): Promise<void> {
  const pages = await clients.matchAll({ type: 'window', includeUncontrolled: true })
  const there = pages.find(({ url }) => bare(url) === bare(target))
  if (there !== undefined) {
    // It may have gone elsewhere without loading anything, which a worker can't see.
    there.postMessage({ type: OPENED_MESSAGE, url: target.slice(location.origin.length) })
    return void (await there.focus())
  }
  const own = pages.filter(({ url }) => url.startsWith(`${location.origin}/`))
  for (const page of own) if (await isLed(page, target)) return
  await clients.openWindow(target)
}

/** A page that this worker does not control can't be led anywhere by it. */
async function isLed(page: WorkerPage, target: string): Promise<boolean> {
  try {
    const led = await page.navigate(target)
    // Where it may not come to the front it is there all the same: a second page would not help.
    await (led ?? page).focus().catch(() => undefined)
    return true
  } catch {
    return false
  }
}

const bare = (url: string) => url.replace(/#.*/, '')
