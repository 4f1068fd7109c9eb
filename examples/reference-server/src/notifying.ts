import type { NotificationOptions, OtsyServerOptions, Storage } from '@otsy/server-kit'
import type { Settings } from './settings/settings'

type Notifying = Pick<OtsyServerOptions<unknown>, 'push' | 'notifications'>

/** Tells people of their chats, and pushes where there are keys. A storage that keeps none tells nobody. */
export async function notifyOptions(
  { vapid, testPush, site }: Settings,
  storage: Storage<unknown>,
  options: NotificationOptions = {},
): Promise<Notifying> {
  if (storage.notifications === undefined) return {}
  const notifications = { ...(site !== undefined && { site }), ...options }
  if (vapid === undefined) return { notifications }
  const { webPush } = await import('@otsy/server-kit/web-push')
  const unsafeTestServices = testPush === undefined ? [] : [testPush]
  return { notifications, push: webPush({ vapid, unsafeTestServices }) }
}
