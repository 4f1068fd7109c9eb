import { NAMESPACE } from '@otsy/protocol'
import type { Timer } from '../environment'
import {
  decodePacket,
  encodeConnect,
  encodeDisconnect,
  encodeEvent,
  PONG,
  type Packet,
} from './packet'
import type { OpenedWire, OpenWire, WireOptions } from './open-wire'
import type { WebSocketLike } from './web-socket'

/** One Socket.IO connection over one WebSocket. It ends once, and is told of once. */
export class Wire implements OpenedWire {
  readonly #options: WireOptions
  readonly #socket: WebSocketLike
  readonly #answers = new Map<number, (answer: unknown) => void>()
  #nextId = 0
  #isConnected = false
  #silence: Timer | null = null
  /** Milliseconds without a word from the server after which the connection is dead. */
  #patience = 0

  constructor(options: WireOptions) {
    this.#options = options
    this.#socket = options.environment.webSocket(`${options.url}/?EIO=4&transport=websocket`)
    this.#socket.onmessage = ({ data }) => this.#hear(String(data))
    this.#socket.onclose = () => this.#end(undefined)
    // What went wrong is nowhere said; `onclose` follows.
    this.#socket.onerror = () => undefined
  }

  get isConnected(): boolean {
    return this.#isConnected
  }

  /** `onAnswer` is called at most once; never, if the connection ends before. */
  send(event: readonly [string, unknown], onAnswer?: (answer: unknown) => void): void {
    const id = onAnswer === undefined ? null : this.#nextId++
    if (id !== null && onAnswer !== undefined) this.#answers.set(id, onAnswer)
    this.#socket.send(encodeEvent(NAMESPACE, event, id))
  }

  /** Ends it without telling. */
  close(): void {
    if (this.#isConnected) this.#socket.send(encodeDisconnect(NAMESPACE))
    this.#letGo()
  }

  #hear(text: string): void {
    let packet: Packet
    try {
      packet = decodePacket(text, NAMESPACE)
    } catch {
      return this.#end(undefined)
    }
    this.#listenFurther()
    switch (packet.type) {
      case 'open':
        this.#patience = packet.pingInterval + packet.pingTimeout
        this.#listenFurther()
        return this.#socket.send(encodeConnect(NAMESPACE, { token: this.#options.token }))
      case 'ping':
        return this.#socket.send(PONG)
      case 'connected':
        this.#isConnected = true
        return
      case 'event':
        // Only who is connected is told anything; the word of it may be late or lost.
        this.#isConnected = true
        return this.#options.onEvent(packet.name, packet.payload)
      case 'ack':
        this.#answers.get(packet.id)?.(packet.answer)
        this.#answers.delete(packet.id)
        return
      case 'refused':
        return this.#end(packet.data)
      case 'close':
        return this.#end(undefined)
      case 'unknown':
        return
    }
  }

  /** A line that died without a word, as when a phone changes networks, shows only by its silence. */
  #listenFurther(): void {
    const { setTimer, clearTimer } = this.#options.environment
    if (this.#silence !== null) clearTimer(this.#silence)
    this.#silence = this.#patience > 0 ? setTimer(() => this.#end(undefined), this.#patience) : null
  }

  #end(refusal: unknown): void {
    const { onDropped, onRefused } = this.#options
    const stood = this.#isConnected
    this.#letGo()
    if (stood) onDropped()
    else onRefused(refusal)
  }

  #letGo(): void {
    this.#isConnected = false
    this.#patience = 0
    this.#listenFurther()
    this.#answers.clear()
    this.#socket.onclose = null
    this.#socket.onmessage = null
    this.#socket.close()
  }
}

/** The default: nothing but a WebSocket. */
export const openWire: OpenWire = (options) => new Wire(options)
