import { Client } from 'pg'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../../../../test/support/test-database'
import { NotificationScene } from '../../../conformance/notification-scene'
import type { DueDelivery } from '../../../core/notifications/model'
import type { NewSubscription } from '../../../core/notifications/port'
import type { Storage } from '../../../core/storage'
import type { SqlTransaction } from '../database'
import { postgresStorage } from '../postgres'

/*
 * Whoever takes two locks takes the device's first. Here somebody holds a device: what has to wait for it
 * may hold nothing yet of the notification, or the two would wait for each other.
 */

let database: TestDatabase
let storage: Storage<SqlTransaction>
let holder: Client
let watcher: Client
let scene: NotificationScene
let device: NewSubscription
/** A push of it is on its way to the device. */
let id: string
let push: DueDelivery

beforeAll(async () => {
  database = await createTestDatabase()
  storage = postgresStorage({ connectionString: database.url, listen: false })
  await storage.open()
  holder = new Client({ connectionString: database.url })
  watcher = new Client({ connectionString: database.url })
  await Promise.all([holder.connect(), watcher.connect()])
})

afterAll(async () => {
  await storage.close()
  await Promise.all([holder.end(), watcher.end()])
  await database.drop()
})

beforeEach(async () => {
  scene = new NotificationScene([storage])
  device = await scene.device(scene.name('user'))
  id = await scene.sending(device.user_id, { tag: 'a' })
  push = await scene.nextDue()
})

/** Whether `work` waits for the device, and the notification can be locked meanwhile. */
async function leavesItFree(work: () => Promise<unknown>): Promise<boolean> {
  await holder.query('begin')
  await holder.query('select from otsy.subscriptions where id = $1 for update', [device.id])
  let isOver = false
  const working = work().finally(() => (isOver = true))
  try {
    for (let waiting = 0; waiting === 0 && !isOver;) {
      const { rows } = await watcher.query<{ n: number }>(
        `select count(*)::int as n from pg_stat_activity
        where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0`,
      )
      waiting = rows[0]?.n ?? 0
    }
    const free = await watcher.query(
      'select from otsy.notifications where id = $1 for update skip locked',
      [id],
    )
    return !isOver && free.rowCount === 1
  } finally {
    await holder.query('commit')
    await working
  }
}

it.each<[string, () => Promise<unknown>]>([
  ['that a push was sent', () => scene.settle(push, { outcome: 'sent' })],
  ['that a device is gone', () => scene.settle(push, { outcome: 'gone' })],
  ['that it was read', () => scene.store.markRead(device.user_id, { ids: [id] })],
  [
    'that a device signs out',
    () => scene.store.removeSubscription(device.user_id, device.endpoint),
  ],
  ['that a device is one too many', () => scene.subscribe(scene.newDevice(device.user_id), 1)],
  [
    'that a device has another service',
    () => scene.store.replaceSubscription(device.id, { ...device, service: 'https://other.test' }),
  ],
  ['that it is old', () => storage.notifications.sweep({ keepMs: -60_000 })],
])('%s waits for the device before it holds the notification', async (_, work) => {
  expect(await leavesItFree(work)).toBe(true)
})

it('what is decided waits for the device before it holds the notification', async () => {
  id = await scene.lay(device.user_id)
  expect(await leavesItFree(() => scene.sendAll())).toBe(true)
})
