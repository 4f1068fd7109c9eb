import type { Socket as TcpSocket } from 'node:net'
import { isTextPacket, textFrames, type EnginePacket } from './text-frames'

/** A transport of Engine.IO; `socket`: the WebSocket, where it is one. */
interface Transport {
  readonly socket?: { readonly readyState: number }
  send(packets: readonly EnginePacket[]): void
}

/** An Engine.IO connection, as far as writing goes. Not all of it is in Engine.IO's types. */
export interface ConnectionLike {
  readonly request: { readonly socket: TcpSocket }
  readonly transport: Transport
  readonly writeBuffer: readonly unknown[]
  /** Hands what waits to the transport, once that may write. */
  flush(): void
  close(discard?: boolean): unknown
}

/** `readyState` of a WebSocket that may be written to. */
const OPEN = 1

/**
 * Lets what one turn of the event loop has for a connection leave together, in one system call and all
 * but its last frame in one piece. After a group commit each socket gets several acknowledgements and
 * events at once. Written one by one they cost more here, and the reader wakes up for each.
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
    writeTogether(connection)
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
 * Holds for a connection that began as a WebSocket. One that was upgraded from polling has another TCP
 * connection than its first request; its frames are written one by one.
 */
function writeTogether({ transport, request: { socket: tcp } }: ConnectionLike): void {
  if (transport.socket === undefined) return
  const send = transport.send.bind(transport)
  transport.send = (packets) => {
    const first = packets.slice(0, -1)
    if (first.length === 0 || transport.socket?.readyState !== OPEN || !first.every(isTextPacket)) {
      send(packets)
      return
    }
    tcp.cork()
    tcp.write(textFrames(first))
    // By the last one Engine.IO hears when it may write again.
    send(packets.slice(-1))
    tcp.uncork()
  }
}
