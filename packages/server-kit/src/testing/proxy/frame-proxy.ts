import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocket, WebSocketServer } from 'ws'
import type { Direction, Fate, NetworkFaults } from '../fate'
import { Line } from './line'
import { forwardRequest } from './forward-request'
import { ProxiedSocket } from './proxied-socket'

export interface FrameProxyOptions {
  /** Where connections lead, such as `http://127.0.0.1:4000`; a function is asked for each one. */
  readonly target: string | (() => string)
  /** How frames fare; what becomes of each follows from the seed. */
  readonly network?: NetworkFaults & { readonly seed?: number }
  /** On 127.0.0.1; default one that is free. */
  readonly port?: number
}

/** One WebSocket frame and what became of it. What it says is not kept. */
export interface ProxyTraceEntry {
  /** Milliseconds since the proxy started, by the real clock. */
  readonly at: number
  /** Connections count from 0 in the order they opened. */
  readonly connection: number
  readonly direction: Direction
  readonly fate: Fate
}

export interface FrameProxy extends AsyncDisposable {
  /** What clients connect to instead of the server. */
  readonly url: string
  readonly trace: readonly ProxyTraceEntry[]
  /** WebSocket connections that stand now. */
  readonly connections: number
  /** From now on a network like this; `{}` is one without faults. */
  become(faults: NetworkFaults): void
  /** Ends all connections at once, in the middle of a word. They may come back. */
  cut(): void
  /** From now on nothing gets through in a direction, or in both, and nobody is told. */
  block(direction?: Direction): void
  /** No faults any more, and nothing blocked. */
  heal(): void
  close(): Promise<void>
}

/**
 * A proxy in front of a real server, on which WebSocket frames get lost, doubled, late, overtaken and cut
 * off. What becomes of the n-th frame of a direction of the n-th connection follows from the seed alone;
 * which frame that is and when it comes is up to the processes and sockets, so `trace` says what happened.
 * Plain HTTP requests pass unless a direction is blocked.
 */
export async function frameProxy(options: FrameProxyOptions): Promise<FrameProxy> {
  const { target, port = 0, network = {} } = options
  const { seed = 1, ...given } = network
  const began = performance.now()
  const trace: ProxyTraceEntry[] = []
  const sockets = new Set<ProxiedSocket>()
  const raw = new Set<Duplex>()
  const blocked = new Set<Direction>()
  let faults: NetworkFaults = given
  let count = 0

  const lead = () => new URL(typeof target === 'function' ? target() : target)
  const isBlocked = (direction: Direction) => blocked.has(direction)
  const lineOf = (connection: number, direction: Direction, onCut: () => void) =>
    new Line({
      // Neighbouring numbers give unrelated rows, and each line has a row of its own.
      seed: seed * 1_000_003 + connection * 2 + (direction === 'to client' ? 1 : 0),
      direction,
      faults: () => faults,
      isBlocked: () => isBlocked(direction),
      onFate: (fate) =>
        trace.push({ at: Math.round(performance.now() - began), connection, direction, fate }),
      onCut,
    })

  const upgrades = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  const join = (client: WebSocket, server: WebSocket) => {
    const connection = count++
    const cut = () => socket.cut()
    const socket: ProxiedSocket = new ProxiedSocket({
      ...{ client, server, isBlocked },
      toServer: lineOf(connection, 'to server', cut),
      toClient: lineOf(connection, 'to client', cut),
      onOver: () => sockets.delete(socket),
    })
    sockets.add(socket)
  }
  const upgrade = (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => stream.destroy())
    // A blocked line answers nobody, not even with a refusal.
    if (blocked.size > 0) return
    const url = new URL(request.url ?? '/', lead())
    url.protocol = 'ws:'
    const protocols = request.headers['sec-websocket-protocol']?.split(/, */) ?? []
    const server = new WebSocket(url, protocols, {
      perMessageDeflate: false,
      headers: headersFor(request),
    })
    server.once('open', () => {
      upgrades.handleUpgrade(request, stream, head, (client) => join(client, server))
    })
    server.once('unexpected-response', (_request, answer) => {
      stream.end(
        `HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\nConnection: close\r\n\r\n`,
      )
      answer.resume()
    })
    server.on('error', () => stream.destroy())
  }

  const http = createServer((request, response) => {
    forwardRequest({ request, response, target: lead(), isBlocked })
  })
  http.on('upgrade', upgrade)
  http.on('connection', (stream: Duplex) => {
    raw.add(stream)
    stream.once('close', () => raw.delete(stream))
  })
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject)
    http.listen(port, '127.0.0.1', resolve)
  })

  const cut = () => {
    for (const socket of sockets) socket.cut()
    for (const stream of raw) stream.destroy()
  }
  const close = async () => {
    const closed = new Promise<void>((resolve) => http.close(() => resolve()))
    cut()
    await closed
  }
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    trace,
    get connections() {
      return sockets.size
    },
    become: (next) => (faults = next),
    cut,
    block(direction) {
      for (const one of direction === undefined ? DIRECTIONS : [direction]) blocked.add(one)
    },
    heal() {
      faults = {}
      blocked.clear()
      for (const socket of sockets) socket.heal()
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

const DIRECTIONS: readonly Direction[] = ['to server', 'to client']

/** What the client said of itself; how the two connections are made is each one's own. */
function headersFor({ headers }: IncomingMessage): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (/^(?:host|connection|upgrade|sec-websocket-.*)$/.test(name)) continue
    if (value !== undefined) kept[name] = String(value)
  }
  return kept
}
