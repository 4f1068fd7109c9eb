import { Redis } from 'ioredis'
import { createClient } from 'redis'
import { afterAll, describe, expect, it } from 'vitest'
import { startRedis } from '../../../../../test/support/redis'
import { redisRateLimiter } from './index'

describe('redisRateLimiter', async () => {
  const redis = await startRedis()
  const ioredis = new Redis(redis.url)
  const nodeRedis = createClient({ url: redis.url })
  for (const client of [ioredis, nodeRedis]) client.on('error', () => {})
  // A limiter whose Redis is not there yet counts for itself.
  await Promise.all([ioredis.ping(), nodeRedis.connect()])
  afterAll(async () => {
    ioredis.disconnect()
    nodeRedis.destroy()
    await redis.stop()
  })
  const budget = { points: 3, seconds: 60 }

  it('has one budget for all nodes, whichever library they use', async () => {
    const a = redisRateLimiter({ client: ioredis, ...budget })
    const b = redisRateLimiter({ client: nodeRedis, ...budget })
    await a.consume('hanako', 2)
    await b.consume('hanako', 1)
    for (const node of [a, b]) {
      const refusal = await node.consume('hanako', 1).catch((fault: unknown) => fault)
      expect(refusal).toMatchObject({ code: 'rate_limited', retryable: true })
      expect((refusal as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(50_000)
    }
    await b.consume('taro', 3)
  })

  it('counts for itself while Redis is away, and refuses no one for that', async () => {
    const limiter = redisRateLimiter({ client: ioredis, prefix: 'away', ...budget })
    await limiter.consume('hanako', 1)
    await redis.kill()
    for (let i = 0; i < 3; i++) await limiter.consume('hanako', 1)
    await expect(limiter.consume('hanako', 1)).rejects.toMatchObject({ code: 'rate_limited' })
    await limiter.consume('taro', 1)
    await redis.restart()
    await new Promise<void>((resolve) => ioredis.once('ready', () => resolve()))
    await limiter.consume('hanako', 1)
  })
})
