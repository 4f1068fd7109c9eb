import { NAMESPACE, PROTOCOL_VERSION } from '@otsy/protocol'
import { comeBackMs } from '../../core/drain'
import { OtsyError } from '../../core/errors'
import { InFlight } from '../../core/in-flight'
import type { Bus } from '../../core/fanout/port'
import type { Logger } from '../../core/log'
import { PresenceFollower } from '../../core/presence/follower'
import type { PeopleStore, PresenceStore } from '../../core/presence/port'
import type { RateLimiter } from '../../core/rate-limits'
import type { Shedding } from '../../core/load/shedding'
import type { AddressLimit } from '../address-limit'
import { bodyOf, refusalOf } from '../refusal'
import { Attendance } from './attendance'
import { Audience } from './audience'
import { socketCommands, type CommandParts } from './commands'
import { Delivery } from './delivery'
import { Departures, goingAway } from './departures'
import { HeadCheck } from './head-check'
import { InboxCheck } from './inbox-check'
import { InboxFeed } from './inbox-feed'
import { Joining } from './joining'
import { LocalChats } from './local-chats'
import { PresenceCheck } from './presence-check'
import { Receiving } from './receiving'
import { Rounds } from './rounds'
import { SeatCheck } from './seat-check'
import { Session } from './session'
import { Watches } from './watches'
import { userRoom, type ChatNamespace, type ChatServer, type ChatSocket } from './types'

/** An expired token must end within five seconds. */
const EXPIRY_CHECK_MS = 2_000

export interface GatewayOptions extends Omit<CommandParts, 'joining' | 'local' | 'watches'> {
  readonly people: PeopleStore
  readonly leases: PresenceStore
  readonly io: ChatServer
  readonly bus: Bus
  readonly limiter: RateLimiter
  readonly addresses: AddressLimit
  readonly shedding: Shedding
  readonly logger: Logger
  /** Milliseconds between two checks: the most a lost hint can delay a change. */
  readonly headCheckMs: number
  readonly isOpen: () => boolean
}

/** The socket side: handshake, commands, delivery. */
export class Gateway {
  readonly #options: GatewayOptions
  readonly #nsp: ChatNamespace
  readonly #receiving: Receiving
  readonly #joining: Joining
  readonly #headCheck: HeadCheck
  readonly #feed: InboxFeed
  readonly #delivery: Delivery
  readonly #attendance: Attendance
  /** Connections that have said who they are, or are being asked. */
  readonly #admitted = new WeakSet<object>()
  /** What is done once every head check, beside one another: none waits for another's fault. */
  readonly #checks: readonly Rounds[]
  #stops: (() => void)[] = []

  constructor(options: GatewayOptions) {
    const { io, service, bus, logger } = options
    this.#options = options
    const nsp = (this.#nsp = io.of(NAMESPACE))
    const { chats, access } = service.context
    const audience = new Audience({ nsp, access })
    const local = new LocalChats()
    const unseat = (chatId: string, socketId: string) => {
      const socket = this.#nsp.sockets.get(socketId)
      options.typing.stopConnection(socketId, chatId)
      if (socket !== undefined) this.#joining.leave(socket, chatId)
    }
    const heal = (chatId: string) => this.#headCheck.heal(chatId)
    const attendance = new Attendance({ nsp, bus, local, heal, everyMs: options.headCheckMs })
    this.#attendance = attendance
    this.#joining = new Joining({ local, attendance, service, heal })
    this.#feed = new InboxFeed({ nsp, chats, audience, logger })
    this.#headCheck = new HeadCheck({
      ...{ nsp, local, chats, logger, unseat },
      feed: this.#feed,
      tellMembership: (chat, removed) => void this.#delivery.tellMembership(chat, removed),
      onOlderLog: () => this.#startOver(),
    })
    const { people, presence, leases } = options
    const follower = new PresenceFollower({ leases, people })
    const watches = new Watches({ nsp, people, presence, follower })
    this.#delivery = new Delivery({
      ...{ nsp, bus, local, audience, attendance, service, logger, unseat, watches, follower },
      feed: this.#feed,
      headCheck: this.#headCheck,
    })
    const seats = new SeatCheck({ local, chats, access, logger, unseat })
    const inboxes = new InboxCheck({ nsp, chats, feed: this.#feed, logger })
    const presences = new PresenceCheck({ nsp, follower, logger })
    const checks = [
      () => this.#headCheck.check(),
      () => inboxes.check(),
      () => presences.check(),
      ...(access.isCustom ? [() => seats.check()] : []),
    ]
    this.#checks = [
      ...checks.map((check) => new Rounds(options.headCheckMs, check)),
      // A session's own timer is late when the machine slept or its clock was set forward.
      new Rounds(EXPIRY_CHECK_MS, async () => this.#cutExpired()),
    ]
    const commands = socketCommands({ ...options, joining: this.#joining, local, watches })
    const { limiter, addresses, shedding } = options
    this.#receiving = new Receiving({ commands, limiter, addresses, shedding, logger })
  }

  start(): void {
    this.#nsp.use((socket, next) => {
      this.#admitOnce(socket).then(
        () => next(),
        (cause: unknown) => next(this.#handshakeError(cause)),
      )
    })
    this.#nsp.on('connection', (socket) => this.#welcome(socket))
    // Everything happens in one namespace; this one would let anyone idle here without a token.
    this.#options.io.use((_socket, next) => next(new Error(`Connect to ${NAMESPACE}.`)))
    this.#checkAll()
    this.#attendance.start()
    this.#stops = [this.#options.gate.onRevoked(() => this.#cutRevoked())]
  }

  /** Something was committed elsewhere (null: anything): looks now instead of at the next check. */
  notice(chatId: string | null): void {
    if (chatId === null) return this.#checkAll()
    this.#headCheck.heal(chatId)
    // Also its membership may be another now: none that is remembered counts.
    this.#feed.touchAll(chatId, Number.POSITIVE_INFINITY)
  }

  #checkAll(): void {
    for (const rounds of this.#checks) rounds.now()
  }

  get connections(): number {
    return this.#nsp.sockets.size
  }

  /** Sends everyone away, to other nodes, within the time; what is under way is answered first. */
  drain(drainMs: number): Promise<void> {
    return new Departures(this.#nsp).all(drainMs)
  }

  /** Resolves when it reads nothing of the store any more. */
  async close(): Promise<void> {
    const reading = [this.#headCheck.close(), this.#feed.close()]
    const rounds = this.#checks.map((one) => one.stop())
    this.#delivery.close()
    this.#attendance.close()
    for (const stop of this.#stops) stop()
    for (const socket of this.#nsp.sockets.values()) socket.data.session.end()
    await Promise.all([...reading, ...rounds])
  }

  /**
   * One connection is one person, once. Socket.IO sees to that only when the first handshake is through;
   * what was said before would make a socket each, beside every limit.
   */
  async #admitOnce(socket: ChatSocket): Promise<void> {
    const { conn } = socket
    if (this.#admitted.has(conn)) {
      conn.close()
      throw new OtsyError('forbidden', { message: 'This connection said already who it is.' })
    }
    this.#admitted.add(conn)
    try {
      await this.#admit(socket)
    } catch (cause) {
      // It may try again with a better token.
      this.#admitted.delete(conn)
      throw cause
    }
  }

  async #admit(socket: ChatSocket): Promise<void> {
    if (!this.#options.isOpen()) throw goingAway()
    const { auth, query } = socket.handshake
    if (query.token !== undefined) {
      const message = 'A token in the address would be written into logs; give it as auth.token.'
      throw new OtsyError('unauthenticated', { message })
    }
    socket.data.address = this.#addressOf(socket)
    await this.#options.addresses.count(socket.data.address)
    const viewer = await this.#options.gate.admit(auth.token)
    await this.#options.limiter.consume(viewer.userId, 1)
    // Gone meanwhile: it will never say `disconnect`, so nothing would end a session of it.
    if (socket.conn.readyState !== 'open') {
      throw new OtsyError('unauthenticated', { message: 'The socket is gone.' })
    }
    socket.data.session = new Session(viewer, {
      onExpiring: ({ expiresAt }) =>
        socket.emit('token_expiring', { expires_at: new Date(expiresAt).toISOString() }),
      onExpired: () => this.#cut(socket, new OtsyError('token_expired')),
    })
    socket.data.inFlight = new InFlight()
    socket.once('disconnect', () => socket.data.session.end())
  }

  #handshakeError(cause: unknown): Error {
    const error = refusalOf(cause, { logger: this.#options.logger, what: 'a handshake' })
    return Object.assign(new Error(error.message), { data: bodyOf(error) })
  }

  #welcome(socket: ChatSocket): void {
    const { presence, typing, epoch } = this.#options
    const { userId, role } = socket.data.session.viewer
    // The token may have been revoked while the handshake was finishing, and nobody told this socket.
    if (this.#options.gate.isRevoked(socket.data.session.viewer)) {
      this.#cut(socket, new OtsyError('token_revoked'))
      return
    }
    void socket.join(userRoom(userId))
    socket.once('disconnect', () => {
      typing.stopConnection(socket.id)
      this.#joining.leaveAll(socket)
      // Who has left the namespace has no business here, and no token that would end.
      socket.conn.close()
      this.#whenDone(presence.end(socket.id), 'the end of a presence')
    })
    this.#receiving.listen(socket)
    socket.emit('connected', {
      userId,
      role,
      timestamp: new Date().toISOString(),
      epoch: epoch(),
      protocol: PROTOCOL_VERSION,
    })
    const lease = { connectionId: socket.id, userId, status: 'online', viewing: null } as const
    this.#whenDone(presence.set(lease), 'the start of a presence')
  }

  #addressOf({ conn: { request } }: ChatSocket): string | null {
    const forwardedFor = request.headers['x-forwarded-for']
    return this.#options.addresses.addressOf(request.socket, String(forwardedFor ?? ''))
  }

  /** Whoever comes back asks with a cursor the store does not know, and so learns to load anew. */
  #startOver(): void {
    this.#options.logger.warn(
      {},
      'the store was replaced by an older one; everyone is caught up anew',
    )
    const message = 'The log was replaced by an older one.'
    for (const socket of this.#nsp.sockets.values()) {
      const retryAfterMs = comeBackMs()
      this.#cut(socket, new OtsyError('storage_unavailable', { message, retryAfterMs }))
    }
  }

  #cutExpired(): void {
    const now = Date.now()
    for (const socket of this.#nsp.sockets.values()) {
      if (socket.data.session.viewer.expiresAt > now) continue
      this.#cut(socket, new OtsyError('token_expired'))
    }
  }

  #cutRevoked(): void {
    for (const socket of this.#nsp.sockets.values()) {
      if (!this.#options.gate.isRevoked(socket.data.session.viewer)) continue
      this.#cut(socket, new OtsyError('token_revoked'))
    }
  }

  #cut(socket: ChatSocket, { code, message, retryAfterMs }: OtsyError): void {
    const again = retryAfterMs === undefined ? {} : { retry_after_ms: retryAfterMs }
    socket.emit('error', { code, message, event: 'connection', ...again })
    socket.disconnect(true)
  }

  #whenDone(work: Promise<void>, what: string): void {
    work.catch((cause: unknown) =>
      this.#options.logger.warn({ err: cause }, `${what} was not kept`),
    )
  }
}
