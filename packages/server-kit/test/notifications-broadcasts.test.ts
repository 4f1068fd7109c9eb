import { expect, test } from 'vitest'
import { startNotifying, type NotifyingServer } from './support/start-notifying'

const sale = { kind: 'system_alert', title: 'Sale', body: 'Today' } as const

async function progress(server: NotifyingServer, id: string) {
  const admin = await server.server.person('admin', 'admin')
  const path = `/v1/notifications/admin/broadcasts/${id}` as const
  return await server.must(admin, 'getBroadcast', { path })
}

test('a broadcast answers at once, goes to each person once, and tells how far it is', async () => {
  await using server = await startNotifying()
  const admin = await server.server.person('admin', 'admin')
  const people = await Promise.all(['a', 'b', 'c'].map((id) => server.server.person(id)))
  const devices = await Promise.all(people.map((person) => server.subscribe(person, 'phone')))
  const { id, total } = await server.must(admin, 'createBroadcast', {
    json: { user_ids: ['a', 'b', 'c', 'without', 'a'], notification: sale },
  })
  expect(total).toBe(4)
  for (const device of devices) {
    expect((await server.pushed(device)).payload).toMatchObject({ title: 'Sale', body: 'Today' })
  }
  await server.delivered(3)
  expect(await progress(server, id)).toMatchObject({
    ...{ id, title: 'Sale', kind: 'system_alert', state: 'done', done: true, total: 4 },
    by_state: { sent: 3, suppressed: 1 },
  })
  const { broadcasts } = await server.must(admin, 'listBroadcasts')
  expect(broadcasts.map((one) => one.id)).toEqual([id])
  expect(server.push.sent.all).toHaveLength(3)
})

test('to all is to everyone with a device', async () => {
  await using server = await startNotifying()
  const taro = await server.server.person('taro')
  const phone = await server.subscribe(taro, 'phone')
  const tablet = await server.subscribe(taro, 'tablet')
  const { total } = await server.notifications.broadcast(sale, 'all')
  expect(total).toBe(1)
  await server.pushed(phone)
  await server.pushed(tablet)
})

test('cancelling stops what has not gone out', async () => {
  await using server = await startNotifying()
  const admin = await server.server.person('admin', 'admin')
  const [a, b] = [await server.server.person('a'), await server.server.person('b')]
  const [first, second] = [await server.subscribe(a, 'phone'), await server.subscribe(b, 'phone')]
  server.push.answer = ({ endpoint }) =>
    endpoint === second.endpoint
      ? { outcome: 'retry', reason: 'server_error', status: 500 }
      : { outcome: 'accepted' }
  const { id } = await server.notifications.broadcast(sale, ['a', 'b'])
  await server.pushed(first)
  await server.pushed(second)
  await server.delivered(2)
  expect(await progress(server, id)).toMatchObject({
    ...{ state: 'running', done: false, by_state: { sent: 1, pending: 1 } },
  })
  const path = `/v1/notifications/admin/broadcasts/${id}` as const
  expect(await server.must(admin, 'cancelBroadcast', { path })).toMatchObject({
    ...{ state: 'cancelled', done: true, by_state: { sent: 1, cancelled: 1 } },
  })
  await server.passes(3_600_000)
  expect(server.push.sent.all).toHaveLength(2)
  const nowhere = '/v1/notifications/admin/broadcasts/nowhere'
  expect(await admin.call(`GET ${nowhere}`)).toMatchObject({ status: 404 })
  expect(await admin.call(`DELETE ${nowhere}`)).toMatchObject({ status: 404 })
})

test('under one key it is made once', async () => {
  await using server = await startNotifying()
  const keyed = { ...sale, dedupe_key: 'sale-1' }
  const first = await server.notifications.broadcast(keyed, ['a'])
  expect(await server.notifications.broadcast(keyed, ['a', 'b'])).toEqual(first)
  expect((await server.notifications.broadcasts.list()).map(({ id }) => id)).toEqual([first.id])
})
