import { Redis } from 'ioredis'
import { createClient } from 'redis'
import { afterAll, describe, it } from 'vitest'
import { startRedis } from '../../../../../test/support/redis'
import { busConformance, type BusPlace } from '../../conformance/index'
import { redisBus, type RedisClient } from './index'

interface Opened {
  readonly client: RedisClient
  end(): void
}

const libraries: Readonly<Record<string, (url: string) => Promise<Opened>>> = {
  async ioredis(url) {
    const client = new Redis(url)
    return { client, end: () => client.disconnect() }
  },
  async 'node-redis'(url) {
    const client = createClient({ url })
    client.on('error', () => {})
    await client.connect()
    return { client, end: () => client.destroy() }
  },
}

for (const [name, open] of Object.entries(libraries)) {
  busConformance(
    { describe, it, afterAll },
    { name, severalNodes: true, cuts: true, create: () => place(open) },
  )
}

async function place(open: (url: string) => Promise<Opened>): Promise<BusPlace> {
  const redis = await startRedis()
  const opened = await Promise.all([1, 2, 3].map(() => open(redis.url)))
  let next = 0
  return {
    connect() {
      const client = opened[next++]?.client
      if (client === undefined) throw new Error('the suite uses three nodes at most')
      return redisBus({ client })
    },
    cut: redis.kill,
    mend: redis.restart,
    async dispose() {
      for (const { end } of opened) end()
      await redis.stop()
    },
  }
}
