import type { Duplex } from 'node:stream'
import { WebSocket } from 'ws'
import { duplexPair } from './duplex-pair'
import type { Network } from './network'

export interface LabSocketOptions {
  readonly url: string
  readonly device: string
  readonly network: Network
  /** Takes the server's end of a new connection; false when nobody listens. */
  readonly accept: (connection: Duplex) => boolean
  readonly onMove: () => void
}

/**
 * The WebSocket of a device: a real one, over a connection that stays in the process, with the network
 * between its frames and the app.
 */
export class LabSocket {
  onopen: (() => void) | null = null
  onmessage: ((event: { readonly data: unknown }) => void) | null = null
  onclose: (() => void) | null = null
  onerror: (() => void) | null = null
  readonly #options: LabSocketOptions
  readonly #socket: WebSocket
  readonly #connection: { destroy(): void }
  #isOver = false

  constructor(options: LabSocketOptions) {
    this.#options = options
    const { device, network } = options
    const [near, far] = duplexPair(options.onMove)
    // Who is not heard, or hears nothing, gets no connection, and no word of that.
    const isSilent = network.isSilent(device)
    const accepted = isSilent || options.accept(far)
    this.#socket = new WebSocket(options.url.replace(/^wss:/, 'ws:'), {
      perMessageDeflate: false,
      createConnection: () => near,
    })
    this.#connection = { destroy: () => near.destroy() }
    const forget = network.register(device, this.#connection)
    this.#socket.on('open', () => this.onopen?.())
    this.#socket.on('error', () => this.onerror?.())
    this.#socket.on('close', () => {
      forget()
      network.tell(device, () => {
        if (this.#isOver) return
        this.#isOver = true
        this.onclose?.()
      })
    })
    this.#socket.on('message', (data) => {
      const text = (data as Buffer).toString()
      this.#carry('to client', text, () => {
        if (!this.#isOver) this.onmessage?.({ data: text })
      })
    })
    if (!accepted) setImmediate(() => near.destroy())
  }

  send(data: string): void {
    this.#carry('to server', data, () => {
      if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(data)
    })
  }

  close(): void {
    this.#isOver = true
    // The other side of a silent line never hears of it.
    if (this.#options.network.isSilent(this.#options.device, 'to server')) return
    if (this.#socket.readyState === WebSocket.CONNECTING) this.#connection.destroy()
    else this.#socket.close()
  }

  #carry(direction: 'to server' | 'to client', text: string, arrive: () => void): void {
    const { network, device } = this.#options
    network.carry({ device, direction, connection: this.#connection, text, arrive })
  }
}
