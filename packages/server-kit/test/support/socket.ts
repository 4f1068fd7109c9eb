import { EventEmitter, once } from 'node:events'
import type {
  Ack,
  AckData,
  ClientEventName,
  ClientPayload,
  ServerEventName,
  ServerPayload,
  WireError,
} from '@otsy/protocol'
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client'

/** A guard against waiting forever, not a measure. */
const PATIENCE_MS = 20_000

interface Heard {
  readonly event: string
  readonly payload: unknown
  taken: boolean
}

/** A plain socket that remembers what it hears, so that a test can await what it must hear next. */
export class TestSocket {
  readonly io: Socket
  readonly #heard: Heard[] = []
  readonly #ear = new EventEmitter()

  constructor(url: string, options: Partial<ManagerOptions & SocketOptions>) {
    this.io = io(`${url}/chat`, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      ...options,
    })
    this.io.onAny((event: string, payload: unknown) => this.#note(event, payload))
    this.io.on('connect_error', (error) => this.#note('connect_error', error))
    this.io.on('disconnect', (reason) => this.#note('disconnect', reason))
  }

  /** Everything heard under a name, in order. */
  all<K extends ServerEventName>(event: K): ServerPayload<K>[] {
    return this.#heard.filter((heard) => heard.event === event).map(payloadOf<K>)
  }

  /** The names of everything heard, in order. */
  get names(): string[] {
    return this.#heard.map(({ event }) => event)
  }

  /** The first one not yet taken that matches, already heard or still to come. */
  async next<K extends ServerEventName>(
    event: K,
    matches: (payload: ServerPayload<K>) => boolean = () => true,
  ): Promise<ServerPayload<K>> {
    return payloadOf<K>(await this.#take(event, (heard) => matches(payloadOf<K>(heard))))
  }

  async closed(): Promise<void> {
    await this.#take('disconnect', () => true)
  }

  /** The refusal of the handshake. */
  async refused(): Promise<Error & { readonly data?: { readonly error: WireError } }> {
    const { payload } = await this.#take('connect_error', () => true)
    return payload as Error & { readonly data?: { readonly error: WireError } }
  }

  /** The acknowledgement of a well-formed event. */
  async ask<K extends ClientEventName>(event: K, payload: ClientPayload<K>): Promise<Ack<K>> {
    return (await this.raw(event, payload)) as Ack<K>
  }

  /** The data of an event that must succeed. */
  async must<K extends ClientEventName>(event: K, payload: ClientPayload<K>): Promise<AckData<K>> {
    const ack = await this.ask(event, payload)
    if (!ack.ok) throw new Error(`${event} was refused: ${ack.error.code} ${ack.error.message}`)
    return ack.data
  }

  /** Anything at all, with an acknowledgement. */
  async raw(event: string, ...args: unknown[]): Promise<Ack<ClientEventName>> {
    return (await this.io.timeout(PATIENCE_MS).emitWithAck(event, ...args)) as Ack<ClientEventName>
  }

  /** Resolves when everything the server had sent before is heard. */
  async settled(): Promise<void> {
    await this.raw('watch_presence', { user_ids: [] })
  }

  close(): void {
    this.io.disconnect()
  }

  #note(event: string, payload: unknown): void {
    this.#heard.push({ event, payload, taken: false })
    this.#ear.emit('heard')
  }

  async #take(event: string, matches: (heard: Heard) => boolean): Promise<Heard> {
    const patience = AbortSignal.timeout(PATIENCE_MS)
    for (;;) {
      const found = this.#heard.find(
        (heard) => !heard.taken && heard.event === event && matches(heard),
      )
      if (found !== undefined) {
        found.taken = true
        return found
      }
      await once(this.#ear, 'heard', { signal: patience }).catch(() => {
        throw new Error(`No ${event} came; heard: ${this.names.join(', ')}`)
      })
    }
  }
}

function payloadOf<K extends ServerEventName>(heard: Heard): ServerPayload<K> {
  return heard.payload as ServerPayload<K>
}
