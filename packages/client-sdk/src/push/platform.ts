import type { Unsubscribe } from '../api/observable'
import type { PushObstacle } from '../api/push'
import { indexedDbPushRecords, type PushRecords } from '../service-worker/records'

/** What a browser has for pushes. */
export interface PushPlatform {
  /** null: it has everything. */
  readonly obstacle: PushObstacle | null
  /** The person's language, as in `ja-JP`. */
  readonly language: string
  permission(): NotificationPermission
  /** Called while the click is being handled. */
  requestPermission(): Promise<NotificationPermission>
  /** Registers a worker's script; registering it again only looks for a newer one. */
  register(script: string, scope: string | undefined): Promise<ServiceWorkerRegistration>
  /** The registration of exactly this scope, an address or a path, if there is one. */
  find(scope: string): Promise<ServiceWorkerRegistration | undefined>
  /** Hears what workers tell this page. */
  onMessage(listener: (message: unknown) => void): Unsubscribe
  /** The number on the app's icon; 0 takes it away. */
  badge(count: number): void
  readonly records: PushRecords
}

/** The browser's own. Reads globals when called, never at import; null where there is no browser. */
export function browserPush(): PushPlatform | null {
  if (typeof window === 'undefined' || typeof navigator === 'undefined') return null
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined
  return {
    obstacle: obstacle(),
    language: navigator.language,
    permission: () => Notification.permission,
    requestPermission: () => Notification.requestPermission(),
    register: (script, scope) =>
      navigator.serviceWorker.register(script, scope === undefined ? {} : { scope }),
    find: async (scope) => {
      const found = await workers?.getRegistration(scope)
      return found?.scope === new URL(scope, location.href).href ? found : undefined
    },
    onMessage(listener) {
      const hear = ({ data }: MessageEvent<unknown>) => listener(data)
      workers?.addEventListener('message', hear)
      workers?.startMessages()
      return () => workers?.removeEventListener('message', hear)
    },
    badge(count) {
      // Missing in browsers whose apps have no icon, whatever the types say.
      const { setAppBadge, clearAppBadge } = navigator as Partial<Navigator>
      const done = count > 0 ? setAppBadge?.call(navigator, count) : clearAppBadge?.call(navigator)
      done?.catch(() => undefined)
    },
    records: indexedDbPushRecords(globalThis.indexedDB),
  }
}

function obstacle(): PushObstacle | null {
  if (!window.isSecureContext) return 'insecure_context'
  const isAble = ['PushManager', 'Notification', 'indexedDB'].every((part) => part in window)
  if (isAble && 'serviceWorker' in navigator) return null
  // Only Safari knows `standalone`; in a tab of an iPhone it has the rest once the app is installed.
  const isTab = (navigator as { readonly standalone?: boolean }).standalone === false
  return isTab ? 'ios_home_screen' : 'unsupported_browser'
}
