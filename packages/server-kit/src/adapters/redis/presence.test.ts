import { Redis } from 'ioredis'
import { afterAll, describe, expect, it } from 'vitest'
import { startRedis } from '../../../../../test/support/redis'
import { presenceConformance } from '../../conformance/index'
import { redisPresence } from './index'

const redis = startRedis()
const clients: Redis[] = []
afterAll(async () => {
  for (const client of clients) client.disconnect()
  await (await redis).stop()
})

async function connect(): Promise<Redis> {
  const client = new Redis((await redis).url)
  clients.push(client)
  await client.ping()
  return client
}

presenceConformance(
  { describe, it, afterAll },
  {
    name: 'redis',
    async create() {
      const make = async () => redisPresence({ client: await connect() })
      return [await make(), await make()]
    },
    async forget() {
      await (await connect()).flushall()
    },
    dispose: async () => {},
  },
)

describe('redisPresence', () => {
  it('leaves nothing behind of leases that ended', async () => {
    const client = await connect()
    await client.flushall()
    const store = redisPresence({ client })
    const lease = { connectionId: '1', userId: 'a', status: 'online', viewing: null } as const
    await store.renew([lease], 50)
    while ((await client.dbsize()) > 0) await new Promise((resolve) => setTimeout(resolve, 20))
    await store.renew([lease], 60_000)
    await store.release(['1'])
    expect(await client.keys('*')).toEqual([])
  })

  it('refuses at once, and retryably, while Redis is away', async () => {
    const own = await startRedis()
    const client = new Redis(own.url)
    client.on('error', () => {})
    const store = redisPresence({ client })
    await client.ping()
    await own.kill()
    await expect(store.read(['a'])).rejects.toMatchObject({
      code: 'storage_unavailable',
      retryable: true,
    })
    await own.restart()
    await new Promise<void>((resolve) => client.once('ready', () => resolve()))
    expect(await store.read(['a'])).toEqual([{ userId: 'a', status: 'offline' }])
    client.disconnect()
    await own.stop()
  })
})
