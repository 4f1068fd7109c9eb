export { redisBus, type RedisOptions } from './bus'
export type { IoredisLike, NodeRedisLike, RedisClient } from './clients'
export { redisPresence } from './presence'
export {
  redisRateLimiter,
  type RedisRateLimiter,
  type RedisRateLimiterOptions,
} from './rate-limiter'
