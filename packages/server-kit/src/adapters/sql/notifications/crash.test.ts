import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { expect, it } from 'vitest'
import { createTestDatabase } from '../../../../../../test/support/test-database'
import type { NotifierSettings, Point } from '../../../../test/support/notifier'
import { pushBrowser } from '../../../../test/support/push-browser'
import { TestPushService } from '../../../../test/support/push-service'
import { newId } from '../../../core/ids'
import { makeVapidKeys, webPush } from '../../web-push/index'
import { postgresStorage } from '../postgres'

const SERVER = fileURLToPath(new URL('../../../../test/support/notifier.ts', import.meta.url))

/** Starts a server, waits until it is at a point of the way, and kills it there. */
async function killedAt(point: Point | 'settled', settings: Omit<NotifierSettings, 'stopsBefore'>) {
  const stopsBefore = point === 'settled' ? 'nowhere' : point
  const given = JSON.stringify({ ...settings, stopsBefore })
  const args = ['--conditions=@otsy/source', '--import', 'tsx', SERVER, given]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const exit = once(child, 'exit')
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line === point) resolve()
    })
  })
  child.kill('SIGKILL')
  await exit
}

it('pushes after kills before the decision, before the push and before its mark: at most one repeat', async () => {
  const database = await createTestDatabase()
  await using service = await TestPushService.start()
  const vapid = { ...makeVapidKeys(), subject: 'mailto:push@otsy.test' }
  const settings = { url: database.url, vapid, service: service.test }
  const storage = postgresStorage({ connectionString: database.url, listen: false })
  await storage.open()
  const store = storage.notifications
  const admin = new Client({ connectionString: database.url })
  await admin.connect()
  /** Leases end: what a killed server had in hand is given out again. */
  const timePasses = async () => {
    await admin.query('update otsy.notifications set lease_until = now()')
    await admin.query('update otsy.deliveries set lease_until = now()')
  }

  const browser = pushBrowser()
  const sender = webPush({ vapid, unsafeTestServices: [service.test] })
  const device = {
    endpoint: `${service.origin}/hanako`,
    p256dh: browser.p256dh,
    auth: browser.auth,
  }
  const known = { origin: null, locale: null, key_hash: sender.keyHash, allows_silent: true }
  await store?.saveSubscription(
    { id: newId(), user_id: 'hanako', service: service.origin, ...device, ...known },
    { most: 20, mayMove: () => false },
  )
  const chat = { id: newId(), order_id: 'order', user_id: 'hanako', shopper_id: 'taro' }
  const draft = { id: newId(), type: 'text', content: 'Which eggs?' }
  await storage.chats.open({
    ...chat,
    reader: { userId: 'taro', unrestricted: false },
    first: { author: { kind: 'member', userId: 'taro' }, draft, notify: true },
  })

  await killedAt('decide', settings)
  expect(service.pushes).toHaveLength(0)
  await timePasses()
  await killedAt('send', settings)
  expect(service.pushes).toHaveLength(0)
  await timePasses()
  await killedAt('settle', settings)
  expect(service.pushes).toHaveLength(1)
  await timePasses()
  await killedAt('settled', settings)

  // The push service forgot nothing, so it has both; the browser shows one, as they have one tag.
  const shown = service.pushes.map(({ body, headers }) => {
    const { title, tag } = JSON.parse(browser.read(body)) as { title: string; tag: string }
    return { title, tag, topic: headers.topic }
  })
  expect(shown).toHaveLength(2)
  expect(shown[1]).toEqual(shown[0])
  expect(shown[0]?.tag).toBe(chat.id)

  const { notifications = [], total } =
    (await store?.history('hanako', { page: 1, limit: 9 })) ?? {}
  expect({ total, state: notifications[0]?.state }).toEqual({ total: 1, state: 'sent' })
  const explained = await store?.explain(notifications[0]?.id ?? '')
  const pushed = explained?.steps.filter(({ step }) => step === 'push')
  expect(pushed?.map(({ outcome }) => outcome)).toEqual(['accepted'])
  const held = await store?.claimDeliveries({ limit: 9, leaseMs: 1, except: [] })
  expect(held).toEqual([])

  await sender.close()
  await admin.end()
  await storage.close()
  await database.drop()
}, 60_000)
