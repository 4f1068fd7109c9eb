import type { Socket as TcpSocket } from 'node:net'

/** An Engine.IO connection, as far as writing goes. */
export interface ConnectionLike {
  readonly request: { readonly socket: TcpSocket }
  on(event: 'flush', listener: () => void): unknown
}

/**
 * Lets what one turn of the event loop writes to a connection leave in one system call. After a group
 * commit each socket gets several acknowledgements and events at once, and the calls cost more than
 * everything else together (measured: a third of the server's time).
 */
export class WriteBatches {
  #corked = new Set<TcpSocket>()

  /**
   * Holds for a connection that began as a WebSocket. One that was upgraded from polling has another
   * TCP connection than its first request, and writes as ever.
   */
  watch(connection: ConnectionLike): void {
    const { socket } = connection.request
    // Not `packetCreate`: what waited for an earlier write is flushed without a new packet.
    connection.on('flush', () => this.#cork(socket))
  }

  #cork(socket: TcpSocket): void {
    if (this.#corked.has(socket)) return
    if (this.#corked.size === 0) setImmediate(() => this.#uncork())
    this.#corked.add(socket)
    socket.cork()
  }

  #uncork(): void {
    const corked = this.#corked
    this.#corked = new Set()
    for (const socket of corked) socket.uncork()
  }
}
