import type { Logger } from '@otsy/server-kit'
import { Redis } from 'ioredis'
import { SettingsError } from './settings/fault'

/** How long a Redis is given to answer at the start. */
const PATIENCE_MS = 10_000

/**
 * A connection to the Redis of the nodes. Rejects with a `SettingsError` where it does not answer now;
 * later it may come and go, which the log tells.
 */
export async function connectedRedis(url: string, logger: Logger): Promise<Redis> {
  const client = new Redis(url, { lazyConnect: true, connectTimeout: PATIENCE_MS })
  let reason = `no answer within ${PATIENCE_MS} ms`
  let isUp = false
  client.on('error', ({ message }: Error) => (reason = message))
  client.on('close', () => {
    // Each attempt to come back closes as well.
    if (isUp) logger.warn({ reason }, 'the Redis of REDIS_URL is away; it is tried again')
    isUp = false
  })
  try {
    await answered(client)
  } catch (cause) {
    client.disconnect()
    if (cause instanceof Error && /^[A-Z]+ /.test(cause.message)) reason = cause.message
    throw new SettingsError([
      {
        setting: 'REDIS_URL',
        why: `names a Redis that cannot be used (${reason}).`,
        mend: 'Start Redis there, set its host, port, user and password, or unset it for one node.',
      },
    ])
  }
  isUp = true
  client.on('ready', () => {
    logger.info({}, 'the Redis of REDIS_URL is back')
    isUp = true
  })
  return client
}

async function answered(client: Redis): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('too late')), PATIENCE_MS)
  })
  const asked = client.connect().then(() => client.ping())
  try {
    await Promise.race([asked, tooLate])
  } finally {
    clearTimeout(timer)
  }
}
