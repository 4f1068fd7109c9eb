import { LIMITS } from '@otsy/protocol'
import type { IncomingMessage, Server as HttpServer } from 'node:http'
import { Server } from 'socket.io'
import type { Logger } from '../../core/log'
import { guardUpgrades } from '../http/attach'
import type { Origins } from '../origins'
import { OutboundCap, type WritingConnection } from './outbound-cap'
import { packetParser } from './packets'
import type { ChatServer } from './types'
import { WriteBatches, type ConnectionLike } from './write-batches'

interface Heartbeat {
  readonly everyMs: number
  readonly withinMs: number
}

/** Socket.IO as the contract wants it, not listening yet. */
export function socketServer(origins: Origins, heartbeat: Heartbeat): ChatServer {
  const allows = allowing(origins)
  return new Server({
    serveClient: false,
    parser: packetParser,
    maxHttpBufferSize: LIMITS.frameBytes,
    connectTimeout: 10_000,
    pingInterval: heartbeat.everyMs,
    pingTimeout: heartbeat.withinMs,
    // `cors.origin` alone does not guard WebSocket handshakes; this does for every transport.
    allowRequest: (request, decide) => decide(null, allows(request)),
    cors: { origin: (origin, decide) => decide(null, origin ?? false) },
  })
}

export interface AttachOptions {
  readonly origins: Origins
  readonly logger: Logger
  /** What may wait for one connection; beyond it, it is cut. */
  readonly outboundBytes: number
}

/** Serves them on an HTTP server. */
export function attachSockets(
  io: ChatServer,
  server: HttpServer,
  { origins, logger, outboundBytes }: AttachOptions,
): void {
  io.attach(server)
  guardUpgrades(server, io.path(), allowing(origins))
  const batches = new WriteBatches()
  const cap = new OutboundCap({
    bytes: outboundBytes,
    onCut: () =>
      logger.info({ bytes: outboundBytes }, 'a connection that reads too slowly was cut'),
  })
  io.engine.on('connection', (connection: ConnectionLike & WritingConnection) => {
    batches.watch(connection)
    cap.watch(connection)
  })
}

function allowing(origins: Origins): (request: IncomingMessage) => boolean {
  return ({ headers }) => origins.allows(headers.origin, headers.host)
}
