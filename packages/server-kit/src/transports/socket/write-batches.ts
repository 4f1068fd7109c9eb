import { isTextPacket, textFrames, type EnginePacket } from './text-frames'

/** A transport of Engine.IO; `socket`: the WebSocket, where it is one. */
interface Transport {
  readonly socket?: { readonly readyState: number }
  /** Whether and how frames are compressed; those made beforehand cannot be. */
  readonly perMessageDeflate?: unknown
  send(packets: readonly EnginePacket[]): void
}

/** An Engine.IO connection, as far as writing goes. Not all of it is in Engine.IO's types. */
export interface ConnectionLike {
  readonly transport: Transport
  readonly writeBuffer: readonly unknown[]
  /** Hands what waits to the transport, once that may write. */
  flush(): void
  close(discard?: boolean): unknown
  /** A connection that began with polling goes on by WebSocket. */
  on(event: 'upgrade', listener: (transport: Transport) => void): unknown
}

/** `readyState` of a WebSocket that may be written to. */
const OPEN = 1

/**
 * Lets what one turn of the event loop has for a connection leave together, in one piece. After a group
 * commit each socket gets several acknowledgements and events at once. Written one by one they cost more
 * here, and the reader wakes up for each.
 */
export class WriteBatches {
  #due = new Set<() => void>()

  watch(connection: ConnectionLike): void {
    const flush = connection.flush.bind(connection)
    const close = connection.close.bind(connection)
    connection.flush = () => {
      if (connection.writeBuffer.length > 0) this.#later(flush)
    }
    connection.close = (discard) => {
      const isDue = this.#due.delete(flush)
      // What was said before the end still goes out.
      if (isDue && discard !== true) flush()
      return close(discard)
    }
    writeTogether(connection.transport)
    connection.on('upgrade', writeTogether)
  }

  #later(flush: () => void): void {
    if (this.#due.size === 0) setImmediate(() => this.#flushAll())
    this.#due.add(flush)
  }

  #flushAll(): void {
    const due = this.#due
    this.#due = new Set()
    for (const flush of due) flush()
  }
}

/**
 * Frames made beforehand Engine.IO gives to the WebSocket as they are, one packet's in one go. So all that
 * goes out together can be the frames of one packet.
 */
function writeTogether(transport: Transport): void {
  if (transport.socket === undefined || transport.perMessageDeflate) return
  const send = transport.send.bind(transport)
  transport.send = (packets) => {
    if (transport.socket?.readyState !== OPEN || !packets.every(isTextPacket)) {
      send(packets)
      return
    }
    send([{ type: 'message', options: { wsPreEncodedFrame: [textFrames(packets)] } }])
  }
}
