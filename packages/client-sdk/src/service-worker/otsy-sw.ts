import { installOtsyPush } from './install'
import { routesOf } from './routes'
import type { WorkerScope } from './scope'

// The whole worker of a host that has none of its own: copied to the app's root and served as it is.
declare const self: WorkerScope & {
  readonly location: { readonly href: string }
  skipWaiting(): Promise<void>
}

installOtsyPush(self, { routes: routesOf(self.location.href) })
// It answers no requests of pages, so a newer one may take over at once.
self.addEventListener('install', () => void self.skipWaiting())
