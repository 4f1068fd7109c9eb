/** An Engine.IO connection, as far as what waits to be written goes. */
export interface WritingConnection {
  /** `socket`: the WebSocket, where it is one. */
  readonly transport: { readonly socket?: unknown }
  readonly readyState: string
  on(event: 'packetCreate', listener: (packet: { readonly data?: unknown }) => void): unknown
  on(event: 'flush', listener: () => void): unknown
  close(discard: boolean): unknown
}

interface WebSocketLike {
  readonly bufferedAmount: number
  terminate(): void
}

/** A reader with more than the cap to read that reads nothing for so long is too slow. */
const PATIENCE_MS = 10_000

/**
 * Cuts a connection that reads more slowly than it is told: what waits for it is kept in memory, without
 * end, in Engine.IO's buffer and the WebSocket's. It comes back and catches up from the store. Over the
 * cap it may stay while what waits shrinks, as that of a large answer does; at twice the cap it is cut.
 */
export class OutboundCap {
  readonly #bytes: number
  readonly #onCut: () => void
  readonly #now: () => number

  constructor(options: {
    readonly bytes: number
    readonly onCut: () => void
    readonly now?: () => number
  }) {
    this.#bytes = options.bytes
    this.#onCut = options.onCut
    this.#now = options.now ?? (() => performance.now())
  }

  watch(connection: WritingConnection): void {
    // What has not been handed to the transport; all of it goes at once.
    let queued = 0
    /** The least that has waited since it was over the cap, and since when. */
    let least: { readonly bytes: number; readonly at: number } | null = null
    connection.on('flush', () => (queued = 0))
    connection.on('packetCreate', ({ data }) => {
      // What waited before, not this one: a large answer to a fast reader is no slowness.
      const waiting = queued + bufferedBy(connection.transport)
      queued += sizeOf(data)
      if (waiting <= this.#bytes) {
        least = null
        return
      }
      const now = this.#now()
      if (least === null || waiting < least.bytes) least = { bytes: waiting, at: now }
      const isStuck = now - least.at >= PATIENCE_MS
      if ((waiting <= 2 * this.#bytes && !isStuck) || connection.readyState !== 'open') return
      this.#onCut()
      const socket = webSocketOf(connection.transport)
      connection.close(true)
      // A close frame would wait behind everything else.
      socket?.terminate()
    })
  }
}

/** What waits in a transport of Engine.IO to be read, where it is a WebSocket. */
export function bufferedBy(transport: object): number {
  return webSocketOf(transport)?.bufferedAmount ?? 0
}

function webSocketOf(transport: object): WebSocketLike | undefined {
  return 'socket' in transport ? (transport.socket as WebSocketLike) : undefined
}

/** In UTF-16 units, which is what waits in memory. */
function sizeOf(data: unknown): number {
  if (typeof data === 'string') return data.length
  return data instanceof Uint8Array ? data.byteLength : 0
}
