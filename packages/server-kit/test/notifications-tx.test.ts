import { Pool } from 'pg'
import { expect, test } from 'vitest'
import { createTestDatabase } from '../../../test/support/test-database'
import { postgresStorage } from '../src/adapters/sql/postgres'
import { createOtsyServer, jwtAuth } from '../src/index'
import { FakePush } from './support/fake-push'
import { recordLog } from './support/log'
import { SECRET, tokenOf } from './support/tokens'

const paid = { kind: 'payment', title: 'Paid', body: '¥1,200', dedupe_key: 'paid-1' } as const

test('a notification in the host’s transaction goes out once that commits, and not otherwise', async () => {
  const database = await createTestDatabase()
  const pool = new Pool({ connectionString: database.url })
  const push = new FakePush()
  const otsy = createOtsyServer({
    ...{ storage: postgresStorage({ pool }), auth: jwtAuth({ secret: SECRET }), push },
    logger: recordLog(),
  })
  const client = await pool.connect()
  try {
    const { notifications } = otsy
    await otsy.start()
    await client.query('create table payments (id text)')
    const device = { endpoint: 'https://a.push.test/1', keys: { p256dh: 'YQ', auth: 'YQ' } }
    const subscribed = await otsy.handler(
      new Request('http://otsy.test/v1/notifications/subscribe', {
        method: 'POST',
        headers: {
          authorization: `Bearer ${await tokenOf('taro')}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify(device),
      }),
    )
    expect(subscribed.status).toBe(201)

    await client.query('begin')
    await client.query("insert into payments values ('1')")
    const undone = await notifications.send('taro', paid, { tx: client })
    await client.query('rollback')
    await expect(notifications.explain(undone.id)).rejects.toMatchObject({ code: 'not_found' })

    await client.query('begin')
    await client.query("insert into payments values ('1')")
    const kept = await notifications.send('taro', paid, { tx: client })
    expect(kept).toMatchObject({ outcome: 'queued' })
    await expect(notifications.explain(kept.id)).rejects.toMatchObject({ code: 'not_found' })
    expect(push.sent.all).toEqual([])
    await client.query('commit')
    expect(await notifications.send('taro', paid)).toEqual({ id: kept.id, outcome: 'duplicate' })
    expect((await push.sent.next()).payload).toMatchObject({ id: kept.id, title: 'Paid' })
    expect((await client.query('select id from payments')).rows).toEqual([{ id: '1' }])
  } finally {
    client.release()
    await otsy.close()
    await pool.end()
    await database.drop()
  }
})
