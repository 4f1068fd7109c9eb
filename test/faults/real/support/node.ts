// One node in a process of its own, on the sources. Its settings come as JSON, commands over IPC.
import { createOtsyServer, jwtAuth, type Bus, type Storage } from '@otsy/server-kit'
import { memoryStorage } from '@otsy/server-kit/memory'
import { postgresBus, postgresPresence, postgresStorage } from '@otsy/server-kit/postgres'
import { redisBus, redisPresence } from '@otsy/server-kit/redis'
import { Redis } from 'ioredis'
import { SECRET, type NodeCommand, type NodeSettings, type NodeWord } from './words'

const settings = JSON.parse(process.argv[2] ?? '{}') as NodeSettings
const { databaseUrl, redisUrl } = settings

let dieAt: 'before append' | 'after append' | null = null
let isMute = false

const storage: Storage<never> =
  databaseUrl === undefined
    ? memoryStorage()
    : postgresStorage({ connectionString: databaseUrl, maxConnections: settings.connections ?? 5 })

/** Dies as by a signal from outside, at a moment no signal from outside would hit. */
function die(): never {
  process.kill(process.pid, 'SIGKILL')
  throw new Error('killed')
}

const chats = new Proxy(storage.chats, {
  get(target, name: keyof typeof storage.chats) {
    if (name !== 'append') {
      const own: unknown = target[name]
      return typeof own === 'function' ? (own.bind(target) as unknown) : own
    }
    return async (...args: Parameters<typeof storage.chats.append>) => {
      if (dieAt === 'before append') die()
      const outcomes = await target.append(...args)
      if (dieAt === 'after append') die()
      return outcomes
    }
  },
})

/** A bus that can be told to keep everything to itself: committed, and nobody is told. */
function mutable(bus: Bus): Bus {
  return {
    publish: (signal) => {
      if (!isMute) bus.publish(signal)
    },
    subscribe: (listener) => bus.subscribe(listener),
    close: () => bus.close(),
  }
}

function between(): { bus?: Bus; presence?: ReturnType<typeof redisPresence> } {
  if (redisUrl !== undefined) {
    const client = new Redis(redisUrl, { retryStrategy: () => 50, maxRetriesPerRequest: null })
    client.on('error', () => undefined)
    return { bus: mutable(redisBus({ client })), presence: redisPresence({ client }) }
  }
  if (databaseUrl === undefined) return {}
  return {
    bus: mutable(postgresBus({ connectionString: databaseUrl })),
    presence: postgresPresence({ connectionString: databaseUrl, maxConnections: 2 }),
  }
}

const silent = () => undefined
const otsy = createOtsyServer<never>({
  storage: { ...storage, chats },
  auth: jwtAuth({ secret: SECRET }),
  verifyOrder: () => true,
  limits: { rate: false, ...(settings.outboundBytes && { outboundBytes: settings.outboundBytes }) },
  logger: { debug: silent, info: silent, warn: silent, error: silent },
  ...(settings.headCheckMs && { headCheckMs: settings.headCheckMs }),
  ...(settings.drainMs && { drainMs: settings.drainMs }),
  ...(settings.heartbeat && { heartbeat: settings.heartbeat }),
  ...between(),
})

const say = (word: NodeWord): void => void process.send?.(word)

async function obey({ id, command }: { id: number; command: NodeCommand }): Promise<void> {
  try {
    say({ id, ok: await answer(command) })
  } catch (fault) {
    say({ id, fault: fault instanceof Error ? fault.message : 'failed' })
  }
}

async function answer(command: NodeCommand): Promise<unknown> {
  switch (command.do) {
    case 'open':
      return await otsy.chat.open(command.order)
    case 'send':
      return await otsy.chat.send(command.chatId, { content: command.content })
    case 'remove':
      return await otsy.chat.members.remove(command.chatId, command.userId)
    case 'revoke':
      return await otsy.tokens.revoke(command.tokenId, Date.now() + 3_600_000)
    case 'die':
      dieAt = command.at
      return null
    case 'mute':
      isMute = true
      return null
    case 'block': {
      const end = Date.now() + command.ms
      while (Date.now() < end);
      return null
    }
  }
}

process.on('message', (said: { id: number; command: NodeCommand }) => void obey(said))
process.on('SIGTERM', () => {
  otsy.close().then(
    () => process.exit(0),
    () => process.exit(1),
  )
})
// Nobody is left to tell what to do.
process.on('disconnect', () => process.exit(1))
const { port } = await otsy.listen(settings.port ?? 0)
say({ ready: port })
