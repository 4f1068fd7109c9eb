import type { NotificationOptions, OtsyServerOptions } from '@otsy/server-kit'
import type { Settings } from './settings/settings'

type Notifying = Pick<OtsyServerOptions<unknown>, 'push' | 'notifications'>

/** Tells people of their chats, and pushes where there are keys. */
export async function notifyOptions(
  { vapid, testPush, site }: Settings,
  options: NotificationOptions = {},
): Promise<Notifying> {
  const notifications = { ...(site !== undefined && { site }), ...options }
  if (vapid === undefined) return { notifications }
  const { webPush } = await import('@otsy/server-kit/web-push')
  const unsafeTestServices = testPush === undefined ? [] : [testPush]
  return { notifications, push: webPush({ vapid, unsafeTestServices }) }
}
