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

/**
 * Cuts a connection that reads more slowly than it is told: what waits for it is kept in memory, without
 * end, in Engine.IO's buffer and the WebSocket's. It comes back and catches up from the store.
 */
export class OutboundCap {
  readonly #bytes: number
  readonly #onCut: () => void

  constructor(options: { readonly bytes: number; readonly onCut: () => void }) {
    this.#bytes = options.bytes
    this.#onCut = options.onCut
  }

  watch(connection: WritingConnection): void {
    // What has not been handed to the transport; all of it goes at once.
    let queued = 0
    connection.on('flush', () => (queued = 0))
    connection.on('packetCreate', ({ data }) => {
      // What waited before, not this one: a large answer to a fast reader is no slowness.
      const waiting = queued + bufferedBy(connection)
      queued += sizeOf(data)
      if (waiting <= this.#bytes || connection.readyState !== 'open') return
      this.#onCut()
      const socket = webSocketOf(connection)
      connection.close(true)
      // A close frame would wait behind everything else.
      socket?.terminate()
    })
  }
}

function bufferedBy(connection: WritingConnection): number {
  return webSocketOf(connection)?.bufferedAmount ?? 0
}

function webSocketOf({ transport }: WritingConnection): WebSocketLike | undefined {
  return transport.socket as WebSocketLike | undefined
}

/** In UTF-16 units, which is what waits in memory. */
function sizeOf(data: unknown): number {
  if (typeof data === 'string') return data.length
  return data instanceof Uint8Array ? data.byteLength : 0
}
