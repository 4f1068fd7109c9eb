import { installOtsyPush } from './install'
import type { WorkerScope } from './scope'

// The whole worker of a host that has none of its own: copied to the app's root and served as it is.
declare const self: WorkerScope & { skipWaiting(): Promise<void> }

installOtsyPush(self)
// It answers no requests of pages, so a newer one may take over at once.
self.addEventListener('install', () => void self.skipWaiting())
