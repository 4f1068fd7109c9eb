import { randomBytes, randomUUID } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import type { WebSocket } from 'ws'

interface Stored {
  readonly data: string
  /** Seconds. */
  readonly ttl: number
  readonly topic?: string
}

interface Frame {
  readonly messageType?: string
  readonly uaid?: string
  readonly channelID?: string
  readonly updates?: readonly { readonly version: string }[]
}

/** What Firefox speaks with its push service. One browser, which may go and come back. */
export class BrowserSide {
  readonly #endpointOf: (channel: string) => string
  readonly #channels = new Set<string>()
  readonly #waiting = new Map<string, Stored & { readonly channelID: string }>()
  readonly #events = new EventEmitter()
  #uaid = ''
  #socket: WebSocket | null = null

  constructor(endpointOf: (channel: string) => string) {
    this.#endpointOf = endpointOf
  }

  /** Of subscriptions that live. */
  get channels(): ReadonlySet<string> {
    return this.#channels
  }

  /** Keeps a message until the browser acknowledges it; one of the same topic takes its place. */
  push(channelID: string, message: Stored): void {
    // Not to be kept at all, says the sender.
    if (message.ttl === 0 && this.#socket === null) return
    const version = randomUUID()
    for (const [key, one] of this.#waiting) {
      const isSame = one.channelID === channelID && one.topic === message.topic
      if (message.topic !== undefined && isSame) this.#waiting.delete(key)
    }
    this.#waiting.set(version, { ...message, channelID })
    this.#deliver(version)
  }

  /** Waits until the browser has a subscription. */
  async registered(): Promise<void> {
    while (this.#channels.size === 0) await once(this.#events, 'register')
  }

  /** Loses what it knows of the browser, as a push service may: its subscriptions are over. */
  forget(): void {
    this.#uaid = ''
    this.#channels.clear()
    this.#socket?.terminate()
  }

  connect(socket: WebSocket): void {
    socket.on('message', (data: Buffer) => {
      this.#hear(socket, JSON.parse(data.toString()) as Frame)
    })
    socket.on('close', () => {
      if (this.#socket === socket) this.#socket = null
    })
  }

  #hear(socket: WebSocket, { messageType, uaid, channelID = '', updates = [] }: Frame): void {
    const say = (frame: object) => socket.send(JSON.stringify(frame))
    switch (messageType) {
      case undefined:
        return say({})
      case 'hello':
        if (!uaid || uaid !== this.#uaid) {
          this.#uaid = randomBytes(16).toString('hex')
          this.#channels.clear()
        }
        this.#socket = socket
        say({ messageType, uaid: this.#uaid, status: 200, use_webpush: true, broadcasts: {} })
        for (const version of this.#waiting.keys()) this.#deliver(version)
        return
      case 'register':
        this.#channels.add(channelID)
        say({
          messageType,
          channelID,
          status: 200,
          pushEndpoint: this.#endpointOf(channelID),
        })
        this.#events.emit('register')
        return
      case 'unregister':
        this.#channels.delete(channelID)
        return say({ messageType, channelID, status: 200 })
      case 'ack':
        for (const { version } of updates) this.#waiting.delete(version)
        return
      default:
    }
  }

  #deliver(version: string): void {
    const message = this.#waiting.get(version)
    if (message === undefined) return
    const { channelID, ttl, data } = message
    const headers = { encoding: 'aes128gcm' }
    const frame = { messageType: 'notification', channelID, version, ttl, data, headers }
    this.#socket?.send(JSON.stringify(frame))
  }
}
