import type { Logger, OtsyServerOptions } from '@otsy/server-kit'
import type { Settings } from './settings/settings'

/** The budget of one user where none is set: the server's own default. */
const RATE = { points: 600, seconds: 10 }

type NodeOptions = Pick<
  OtsyServerOptions<unknown>,
  'bus' | 'presence' | 'rateLimiter' | 'limits' | 'proxies' | 'drainMs'
>

/** What makes the server one of several nodes, where a Redis is set; rejects where it is not there. */
export async function nodeOptions(settings: Settings, logger: Logger): Promise<NodeOptions> {
  const { redisUrl, rate, proxies, drainMs } = settings
  const own = {
    ...(proxies !== undefined && { proxies }),
    ...(drainMs !== undefined && { drainMs }),
  }
  if (redisUrl === undefined) return rate === undefined ? own : { ...own, limits: { rate } }
  const [{ connectedRedis }, { redisBus, redisPresence, redisRateLimiter }] = await Promise.all([
    import('./redis'),
    import('@otsy/server-kit/redis'),
  ])
  const client = await connectedRedis(redisUrl, logger)
  const shared = { ...own, bus: redisBus({ client }), presence: redisPresence({ client }) }
  if (rate === false) return { ...shared, limits: { rate } }
  return { ...shared, rateLimiter: redisRateLimiter({ client, ...(rate ?? RATE) }) }
}
