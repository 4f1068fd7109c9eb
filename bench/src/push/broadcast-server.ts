// A server with many people's browsers in its PostgreSQL, that sends them all one notification.
import { createOtsyServer, type HostNotifications, type NotificationStore } from '@otsy/server-kit'
import { postgresStorage } from '@otsy/server-kit/postgres'
import { webPush } from '@otsy/server-kit/web-push'
import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { browserKeys } from './browsers'
import type { BroadcastOrder, BroadcastPlan, BroadcastReport } from './messages'

const SAMPLE_MS = 1_000
/** Subscriptions laid in at once. */
const AT_ONCE = 32
/** Browsers that subscribe with keys of their own; the others are their copies with other addresses. */
const BROWSERS = 1_000
const NOTIFICATION = {
  kind: 'system_alert',
  title: 'Closed on Monday',
  body: 'Orders placed on Sunday evening are delivered on Tuesday.',
  url: '/news',
} as const

const plan = JSON.parse(process.argv[2] ?? '{}') as BroadcastPlan
const { origin, ca, publicKey, privateKey } = plan.place
const tell = (report: BroadcastReport) => process.send?.(report)

const storage = postgresStorage({ connectionString: plan.database })
const push = webPush({
  vapid: { publicKey, privateKey, subject: 'mailto:bench@otsy.example' },
  unsafeTestServices: [{ origin, ca }],
})
const otsy = createOtsyServer({
  storage,
  push,
  auth: (token) => ({ userId: token, role: 'user', expiresAt: Date.now() + 3_600_000 }),
  mode: 'development',
  verifyOrder: () => true,
  notifications: { site: 'https://app.example.com' },
})
await otsy.listen(0)
const { notifications } = otsy
await subscribeAll(storage.notifications)

process.on('message', (order: BroadcastOrder) => {
  if (order.do === 'broadcast') void broadcast(notifications)
})
tell({ is: 'ready' })

async function broadcast(notifications: HostNotifications<unknown>): Promise<void> {
  const cpu = process.cpuUsage()
  const began = performance.now()
  const { id, total } = await notifications.broadcast(NOTIFICATION, 'all')
  const afterMs = performance.now() - began
  tell({ is: 'answered', beganAt: performance.timeOrigin + began, afterMs, total })
  for (;;) {
    const { by_state } = await notifications.broadcasts.get(id)
    const { sent = 0, pending = 0 } = by_state
    const { rss, heapUsed } = process.memoryUsage()
    const atMs = performance.now() - began
    tell({ is: 'sample', atMs, sent, rssMb: rss / 2 ** 20, heapMb: heapUsed / 2 ** 20 })
    if (pending === 0) break
    await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS))
  }
  const { user, system } = process.cpuUsage(cpu)
  tell({ is: 'done', tookMs: performance.now() - began, cpuMicros: user + system })
}

async function subscribeAll(store: NotificationStore<unknown>): Promise<void> {
  const keys = browserKeys(BROWSERS)
  let next = 0
  const some = async (): Promise<void> => {
    for (let i = next++; i < keys.length; i = next++) {
      const { p256dh = '', auth = '' } = keys[i] ?? {}
      const endpoint = `${origin}/push/${i}`
      const subscription = {
        ...{ id: randomUUID(), user_id: `user-${i}`, endpoint, p256dh, auth, service: origin },
        ...{ allows_silent: true, key_hash: push.keyHash, origin: null, locale: null },
      }
      await store.saveSubscription(subscription, { most: 20, mayMove: () => false })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, some))
  await copySubscriptions()
}

/** One by one they would take longer than the broadcast. */
async function copySubscriptions(): Promise<void> {
  const client = new Client({ connectionString: plan.database })
  await client.connect()
  await client.query(
    `insert into otsy.subscriptions
    select made.* from otsy.subscriptions given
    cross join generate_series(1, $1::int) turn
    cross join lateral jsonb_populate_record(given, jsonb_build_object(
      'id', gen_random_uuid(), 'user_id', given.user_id || '-' || turn,
      'endpoint', given.endpoint || '-' || turn, 'endpoint_hash', given.endpoint_hash || '-' || turn
    )) made`,
    [plan.people / BROWSERS - 1],
  )
  await client.query('analyze otsy.subscriptions')
  await client.end()
}
