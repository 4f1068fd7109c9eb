import { getRequestListener } from '@hono/node-server'
import { LIMITS, NAMESPACE } from '@otsy/protocol'
import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { memoryPresence } from './adapters/memory/presence'
import { memoryRateLimiter } from './adapters/rate-limits/memory'
import { awaitHostFor } from './core/await-host'
import { builtInKinds } from './core/chat/kinds'
import type { AppendOptions } from './core/chat/port'
import { createChatService } from './core/chat/service'
import { untilOver } from './core/drain'
import { OtsyError } from './core/errors'
import { localBus } from './core/fanout/local-bus'
import type { Bus } from './core/fanout/port'
import { Directory } from './core/identity/directory'
import { Gate } from './core/identity/gate'
import { InFlight } from './core/in-flight'
import { Revocations } from './core/identity/revocations'
import { NotificationPipeline } from './core/notifications/pipeline'
import { NotificationService } from './core/notifications/service'
import { PresenceService } from './core/presence/service'
import { unlimited } from './core/rate-limits'
import { measured, Pressure } from './core/load/pressure'
import { Shedding } from './core/load/shedding'
import type { Logger } from './core/log'
import type { OpenedStorage } from './core/storage'
import { TypingService } from './core/typing/service'
import { createHostApi, type HostApi } from './host-api'
import { createHostNotifications, type HostNotifications } from './host-notifications'
import {
  checkMilliseconds,
  checkOptions,
  DEFAULT_ADDRESS_RATE,
  DEFAULT_DRAIN_MS,
  DEFAULT_EDIT_WINDOW_MS,
  DEFAULT_HEAD_CHECK_MS,
  DEFAULT_HEARTBEAT,
  DEFAULT_HOST_TIMEOUT_MS,
  DEFAULT_OUTBOUND_BYTES,
  DEFAULT_RATE,
  type OtsyServerOptions,
} from './options'
import { AddressLimit } from './transports/address-limit'
import { createHttpApp, type RequestOrigin } from './transports/http/app'
import { attachListener } from './transports/http/attach'
import { closeServer } from './transports/http/close-server'
import { chatHandlers } from './transports/http/handlers'
import { notificationHandlers } from './transports/http/notification-handlers'
import { Origins } from './transports/origins'
import { Gateway } from './transports/socket/gateway'
import { attachSockets, socketServer } from './transports/socket/socket-server'
import type { ChatServer } from './transports/socket/types'

export interface OtsyServer<Tx> extends HostApi<Tx> {
  /** Opens the storage. `listen`, `attach` and `handler` do it by themselves; several calls are one. */
  start(): Promise<void>
  /** Serves REST and sockets on a port of its own (0: any free one). */
  listen(port: number, host?: string): Promise<{ readonly url: string; readonly port: number }>
  /**
   * Serves on the host's HTTP server, beside the host's own routes. Give the server its own request
   * listeners first: what is added later hears of requests that are answered already.
   */
  attach(server: HttpServer): Promise<void>
  /** REST alone, as a Web handler, for any framework. */
  handler(request: Request): Promise<Response>
  readonly notifications: HostNotifications<Tx>
  readonly tokens: {
    /** Ends one token (its `jti`) everywhere within 5 s. `expiresAt`: its own end, in ms. */
    revoke(tokenId: string, expiresAt: number): Promise<void>
    /**
     * Ends every token of a user issued before now: signed out everywhere. A token without `iat`, or
     * issued within this very second, counts as issued before. Their devices get no more pushes.
     */
    revokeAllOf(userId: string): Promise<void>
  }
  /** Whether it serves: from `start` until `close` begins. What a proxy's health check asks for. */
  readonly isOpen: boolean
  /**
   * Refuses what is new, lets what is under way finish, sends people to other nodes in batches, and
   * closes all it opened. Whatever is not done within `drainMs` is cut: it was not acknowledged.
   */
  close(): Promise<void>
}

/**
 * Puts the kit together. Nothing is opened before the first use. Throws a plain `Error` for options
 * that cannot work, saying which and how to mend it.
 */
export function createOtsyServer<Tx = never>(options: OtsyServerOptions<Tx>): OtsyServer<Tx> {
  const { isProduction } = checkOptions(options)
  const logger =
    options.logger ?? pino({ level: 'warn' }, pino.destination({ dest: 2, sync: true }))
  const { storage, verifyOrder } = options
  const bus = options.bus ?? localBus()
  const { hostTimeoutMs: patienceMs = DEFAULT_HOST_TIMEOUT_MS } = options
  const awaitHost = awaitHostFor(patienceMs)
  const directory = new Directory({ resolve: options.resolveUsers, logger, patienceMs })
  const revocations = new Revocations({ store: storage.revocations, bus, logger })
  const gate = new Gate({ authenticate: options.auth, revocations, directory, awaitHost })
  const leases = options.presence ?? memoryPresence()
  const presence = new PresenceService({ leases, people: storage.people, bus, logger })
  const typing = new TypingService(bus)
  const origins = new Origins(options.cors?.origins ?? [])
  const {
    rate = DEFAULT_RATE,
    addressRate = DEFAULT_ADDRESS_RATE,
    outboundBytes = DEFAULT_OUTBOUND_BYTES,
  } = options.limits ?? {}
  const limiter = options.rateLimiter ?? (rate === false ? unlimited : memoryRateLimiter(rate))
  const addresses = new AddressLimit({
    limiter: addressRate === false ? unlimited : memoryRateLimiter(addressRate),
    proxies: options.proxies ?? 0,
  })
  const pressure = new Pressure()
  const shedding = new Shedding(pressure)
  // What waits for a chat that a host's transaction holds tells nothing of the store.
  const chats = measured(storage.chats, pressure, (method, [, how]) => {
    return method !== 'append' || (how as AppendOptions<Tx> | undefined)?.wait === false
  })

  let opened: OpenedStorage | undefined
  let starting: Promise<void> | undefined
  let closing: Promise<void> | undefined
  let stopNotices: (() => void)[] = []
  const epoch = () => opened?.epoch ?? ''
  const isOpen = () => opened !== undefined && closing === undefined

  const sender = options.push ?? null
  const {
    templates,
    defaultLocale = 'en',
    site = null,
    keepDays = 90,
  } = options.notifications ?? {}
  const store = storage.notifications
  const pipeline = new NotificationPipeline({
    ...{ store, sender, leases, directory, bus, logger },
    ...{ templates, defaultLocale, site, keepMs: keepDays * 86_400_000 },
    onRead: (read) => notifications.wasRead(read),
  })
  const tellsOfChats = options.push !== undefined || options.notifications !== undefined

  const service = createChatService<Tx>({
    attention: tellsOfChats ? pipeline : null,
    ...{ bus, directory, logger, epoch, awaitHost },
    chats,
    authorize: options.authorize,
    hooks: options.hooks ?? {},
    verifyOrder: verifyOrder ?? (() => true),
    editWindowMs: options.editWindowMs ?? DEFAULT_EDIT_WINDOW_MS,
    drafts: {
      awaitHost,
      kinds: { ...options.kinds, ...builtInKinds },
      textLength: options.limits?.textLength ?? LIMITS.textLength,
      attachmentHosts: options.attachments?.hosts?.map((host) => host.toLowerCase()),
    },
  })
  const notifications = new NotificationService<Tx>({
    ...{ store, sender, bus },
    reply: (request) => service.sending.send(request),
    wake: () => pipeline.wake(),
  })
  const handlers = { ...chatHandlers(service), ...notificationHandlers(notifications, limiter) }
  const app = createHttpApp({
    ...{ handlers, gate, origins, limiter, addresses, shedding, logger, isOpen },
  })
  const requests = new InFlight()
  const answer = (request: Request, from?: RequestOrigin) =>
    requests.run(() => app.fetch(request, from))
  const gateways: { readonly gateway: Gateway; readonly io: ChatServer }[] = []
  let ownServer: HttpServer | undefined

  function start(): Promise<void> {
    if (closing !== undefined) {
      const message = 'This server was closed; make another one with createOtsyServer.'
      return Promise.reject(new OtsyError('shutting_down', { message }))
    }
    starting ??= open().catch((cause: unknown) => {
      starting = undefined
      throw cause
    })
    return starting
  }

  async function open(): Promise<void> {
    const result = await storage.open()
    for (const warning of result.warnings) logger.warn({ storage: storage.name }, warning)
    if (verifyOrder === undefined && !isProduction) {
      logger.warn({}, 'verifyOrder is not set: any order id is taken; production mode refuses this')
    }
    await revocations.start()
    presence.start()
    pipeline.start()
    stopNotices = [storage.onForeignCommit(notice), followNews({ bus, logger, notice })]
    opened = result
  }

  function notice(chatId: string | null): void {
    for (const { gateway } of gateways) gateway.notice(chatId)
  }

  async function attach(server: HttpServer): Promise<void> {
    await start()
    const listener = getRequestListener((request, from) => answer(request, from), {
      overrideGlobalObjects: false,
    })
    attachListener(server, (request, response) => void listener(request, response))
    const io = socketServer(origins, options.heartbeat ?? DEFAULT_HEARTBEAT)
    const gateway = new Gateway({
      ...{ io, bus, service, presence, typing, gate, logger },
      ...{ people: storage.people, leases, limiter, addresses, shedding, epoch, isOpen },
      headCheckMs: options.headCheckMs ?? DEFAULT_HEAD_CHECK_MS,
    })
    gateway.start()
    attachSockets(io, server, { origins, logger, outboundBytes })
    gateways.push({ gateway, io })
  }

  async function listen(port: number, host = '127.0.0.1') {
    const server = createServer()
    await attach(server)
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, host, () => {
        server.off('error', reject)
        resolve()
      })
    })
    ownServer = server
    const address = server.address() as AddressInfo
    const name = host.includes(':') ? `[${host}]` : host
    return { url: `http://${name}:${address.port}`, port: address.port }
  }

  async function shutDown(): Promise<void> {
    const { drainMs = DEFAULT_DRAIN_MS } = options
    const began = performance.now()
    await starting?.catch(() => undefined)
    // The bus is heard and heads are checked until the last has gone.
    const going = gateways.map(({ gateway }) => gateway.drain(drainMs))
    const finished = Promise.all([...going, requests.idle(), service.sending.settled()])
    await untilOver(finished, drainMs - (performance.now() - began))
    for (const stop of stopNotices) stop()
    revocations.stop()
    await pipeline.stop()
    const reading = Promise.all(gateways.map(({ gateway }) => gateway.close()))
    typing.close()
    await presence.stop().catch(() => undefined)
    for (const { io } of gateways) {
      // Not `io.close()`, which would close the host's HTTP server as well.
      io.of(NAMESPACE).disconnectSockets(true)
      io.engine.close()
    }
    if (ownServer !== undefined) await closeServer(ownServer)
    await untilOver(reading, drainMs - (performance.now() - began))
    await bus.close()
    await leases.close()
    await sender?.close()
    await storage.close()
  }

  return {
    ...createHostApi(service, { ready: start, defaultLocale }),
    notifications: createHostNotifications({
      ...{ service: notifications, directory, templates, defaultLocale },
      ready: start,
    }),
    start,
    listen,
    attach,
    async handler(request) {
      // One that was closed answers so by itself.
      if (closing === undefined) await start()
      return await answer(request)
    },
    get isOpen() {
      return isOpen()
    },
    tokens: {
      async revoke(tokenId, expiresAt) {
        checkMilliseconds('expiresAt', expiresAt)
        await revocations.revoke({ kind: 'token', tokenId, expiresAt })
      },
      async revokeAllOf(userId) {
        await revocations.revoke({ kind: 'user', userId, issuedBefore: Date.now() })
        await notifications.forgetDevices(userId)
      },
    },
    close() {
      closing ??= shutDown()
      return closing
    },
  }
}

/** After a gap in hearing the others, everything is compared; the operator hears of it. */
function followNews(parts: {
  readonly bus: Bus
  readonly logger: Logger
  readonly notice: (chatId: null) => void
}): () => void {
  const { bus, logger, notice } = parts
  return bus.subscribe((heard) => {
    if (heard.kind === 'cut') {
      logger.warn({ err: heard.cause }, 'other nodes are not heard; changes arrive by head checks')
    } else if (heard.kind === 'gap') {
      logger.info({}, 'other nodes are heard; everything is compared with the store')
      notice(null)
    }
  })
}
