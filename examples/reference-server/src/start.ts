import { jwtAuth, type OtsyServer } from '@otsy/server-kit'
import { Hono } from 'hono'
import { developmentKeys } from './demo/keys'
import { customer, DEMO_ORDER, demoPeople, resolveDemoUsers, shopper } from './demo/people'
import { demoRoutes } from './demo/routes'
import { demoTemplates } from './demo/templates'
import { stderrLogger } from './logger'
import { nodeOptions } from './nodes'
import { notifyOptions } from './notifying'
import { pages } from './pages'
import { run } from './run'
import { serve, type Serving } from './serving'
import { SettingsError } from './settings/fault'
import { readSettings } from './settings/settings'
import { storageOf } from './storage'
import { WEB_ROOT } from './web-root'

// The demo: the same server with keys of its own, two people and one order.
await run(async () => {
  if (process.env.NODE_ENV === 'production') {
    throw new SettingsError([
      {
        setting: 'NODE_ENV',
        why: 'is production, and the demo signs anyone in who asks.',
        mend: 'Run npm run serve instead, or unset NODE_ENV.',
      },
    ])
  }
  const dataDir = process.env.DATA_DIR || '.data'
  const env = { ...(await developmentKeys(dataDir)), ...process.env, DATA_DIR: `${dataDir}/pglite` }
  const settings = readSettings(env)
  const serving = await serveDemo(settings)
  await openDemoChat(serving.otsy)
  printAddresses(serving.url)
  return serving
})

async function serveDemo(settings: ReturnType<typeof readSettings>): Promise<Serving> {
  const people = demoPeople.map(({ id }) => id)
  const logger = stderrLogger(settings.logLevel ?? 'warn')
  return await serve({
    otsy: {
      storage: await storageOf(settings.storage),
      auth: jwtAuth({ secret: settings.jwtSecret }),
      verifyOrder: ({ user_id, shopper_id }) =>
        [user_id, shopper_id].every((id) => people.includes(id)),
      resolveUsers: resolveDemoUsers,
      cors: { origins: settings.corsOrigins },
      ...(await nodeOptions(settings, logger)),
      ...(await notifyOptions(settings, { templates: demoTemplates })),
      logger,
    },
    pages: (otsy) =>
      new Hono()
        .route('/', demoRoutes({ jwtSecret: settings.jwtSecret, otsy, host: settings.host }))
        .route('/', pages(WEB_ROOT)),
    port: settings.port,
    host: settings.host,
  })
}

async function openDemoChat(otsy: OtsyServer<unknown>): Promise<void> {
  await otsy.chat.open({ order_id: DEMO_ORDER, user_id: customer.id, shopper_id: shopper.id })
}

function printAddresses(url: string): void {
  console.log(`ready ${url}`)
  console.log(`  the demo      ${url}/`)
  console.log(`  as customer   ${url}/customer   (${customer.name}さん)`)
  console.log(`  as shopper    ${url}/shopper   (${shopper.name}さん)`)
  console.log(`  as operator   ${url}/operator`)
  console.log('  stop with Ctrl+C; the messages stay')
}
