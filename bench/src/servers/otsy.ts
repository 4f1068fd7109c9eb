// Contenders 3 to 5: Otsy as a host gets it, on the store that main names.
import {
  createOtsyServer,
  type Authenticator,
  type OtsyServerOptions,
  type Storage,
} from '@otsy/server-kit'
import { everyChat, orderOf, shopperOf, userOf } from '../people'
import { reportServing, setting } from './serving'

const storage = await namedStorage(setting('STORE'))

// Who someone is, is not what is measured.
const auth: Authenticator = (token) => ({
  userId: token,
  role: token.startsWith('user') ? 'user' : 'shopper',
  expiresAt: Date.now() + 3_600_000,
})

const otsy = createOtsyServer({
  storage,
  auth,
  verifyOrder: () => true,
  limits: { rate: false, addressRate: false },
  ...(await betweenNodes()),
})
const { port } = await otsy.listen(0)

const opened = await Promise.all(
  everyChat.map((chat) =>
    otsy.chat.open({
      order_id: orderOf(chat),
      user_id: userOf(chat),
      shopper_id: shopperOf(chat),
    }),
  ),
)

reportServing({
  port,
  chatIds: opened.map(({ id }) => id),
  stored: async () => (await storage.chats.stats()).total_messages,
  close: () => otsy.close(),
})

/** What makes it a node among others, where main names a Redis; and how often heads are compared. */
async function betweenNodes(): Promise<Partial<OtsyServerOptions<unknown>>> {
  const { REDIS_URL, HEAD_CHECK_MS } = process.env
  const check = HEAD_CHECK_MS === undefined ? {} : { headCheckMs: Number(HEAD_CHECK_MS) }
  if (REDIS_URL === undefined) return check
  const { Redis } = await import('ioredis')
  const { redisBus, redisPresence } = await import('@otsy/server-kit/redis')
  const client = new Redis(REDIS_URL)
  return { ...check, bus: redisBus({ client }), presence: redisPresence({ client }) }
}

async function namedStorage(name: string): Promise<Storage<unknown>> {
  switch (name) {
    case 'memory': {
      const { memoryStorage } = await import('@otsy/server-kit/memory')
      return memoryStorage()
    }
    case 'folder': {
      const { pgliteStorage } = await import('@otsy/server-kit/pglite')
      return pgliteStorage({ dataDir: setting('DATA_DIR') })
    }
    case 'postgres': {
      const { postgresStorage } = await import('@otsy/server-kit/postgres')
      return postgresStorage({ connectionString: setting('DATABASE_URL') })
    }
    default:
      throw new Error(`No store is called ${name}.`)
  }
}
