import { WebSocket } from 'ws'
import type { Direction } from '../fate'
import type { Line } from './line'

export interface ProxiedSocketOptions {
  readonly client: WebSocket
  readonly server: WebSocket
  readonly toServer: Line
  readonly toClient: Line
  readonly isBlocked: (direction: Direction) => boolean
  readonly onOver: () => void
}

/** A WebSocket of a client and one of the server, and what goes between them frame by frame. */
export class ProxiedSocket {
  readonly #options: ProxiedSocketOptions
  #isOver = false

  constructor(options: ProxiedSocketOptions) {
    this.#options = options
    const { client, server, toServer, toClient } = options
    this.#pipe(client, server, toServer)
    this.#pipe(server, client, toClient)
  }

  /** Ends both sides at once, without a closing word. */
  cut(): void {
    const { client, server, toServer, toClient, onOver } = this.#options
    if (this.#isOver) return
    this.#isOver = true
    toServer.end()
    toClient.end()
    client.terminate()
    server.terminate()
    onOver()
  }

  /** Nothing is blocked any more: a side that is alone learns it now. */
  heal(): void {
    const { client, server } = this.#options
    const isOpen = (socket: WebSocket) => socket.readyState === WebSocket.OPEN
    if (!isOpen(client) || !isOpen(server)) this.cut()
  }

  #pipe(from: WebSocket, to: WebSocket, line: Line): void {
    const { client, isBlocked } = this.#options
    const direction = from === client ? 'to server' : 'to client'
    from.on('message', (data, isBinary) => {
      line.carry(() => {
        if (to.readyState === WebSocket.OPEN) to.send(data, { binary: isBinary })
      })
    })
    from.on('error', () => undefined)
    from.on('close', (code, reason) => {
      // That one side is gone does not get through a blocked direction either.
      if (isBlocked(direction)) return
      line.afterwards(() => {
        if (code === NO_CODE || code === BROKEN_OFF) return this.cut()
        to.close(code, reason)
        to.once('close', () => this.cut())
      })
    })
  }
}

/** Codes that stand for "none was given" and "it broke off"; neither may be sent. */
const NO_CODE = 1005
const BROKEN_OFF = 1006
