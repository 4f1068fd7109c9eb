import { jwtAuth } from '@otsy/server-kit'
import { stderrLogger } from './logger'
import { nodeOptions } from './nodes'
import { notifyOptions } from './notifying'
import { pages } from './pages'
import { run } from './run'
import { serve } from './serving'
import { readSettings } from './settings/settings'
import { storageOf } from './storage'
import { WEB_ROOT } from './web-root'

// The reference server alone, everything from the environment.
await run(async () => {
  const settings = readSettings(process.env)
  const logger = stderrLogger(settings.logLevel ?? 'info')
  logger.warn({}, 'verifyOrder agrees to every order id: this is a reference server, not your shop')
  if (settings.vapid === undefined)
    logger.warn(
      {},
      'push notifications are off: VAPID_PUBLIC_KEY and its companions are not set, or PUSH is off',
    )
  const serving = await serve({
    otsy: {
      storage: await storageOf(settings.storage),
      auth: jwtAuth({ secret: settings.jwtSecret }),
      verifyOrder: () => true,
      cors: { origins: settings.corsOrigins },
      ...(await nodeOptions(settings, logger)),
      ...(await notifyOptions(settings)),
      logger,
    },
    pages: () => pages(WEB_ROOT),
    port: settings.port,
    host: settings.host,
  })
  console.log(`ready ${serving.url}`)
  return serving
})
