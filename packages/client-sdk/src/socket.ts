import {
  NAMESPACE,
  serverEvents,
  type Ack,
  type AckData,
  type ClientEventName,
  type ClientPayload,
  type ClientToServerEvents,
  type ServerEventName,
  type ServerPayload,
  type ServerToClientEvents,
} from '@otsy/protocol'
import { io, type Socket } from 'socket.io-client'
import type { Address } from './address'
import type { Environment } from './environment'
import { errorFromWire, OtsyError, wireErrorIn } from './error'

export type ServerEvent = {
  [K in ServerEventName]: { readonly name: K; readonly payload: ServerPayload<K> }
}[ServerEventName]

export interface SocketOptions {
  readonly address: Address
  readonly transports: readonly ('websocket' | 'polling')[]
  readonly timeoutMs: number
  readonly environment: Pick<Environment, 'setTimer' | 'clearTimer'>
  readonly onEvent: (event: ServerEvent) => void
  /** The attempt failed: a network fault, or the server's refusal. */
  readonly onRefused: (error: OtsyError) => void
  /** It stood, and is gone. */
  readonly onDropped: (error: OtsyError) => void
}

type Wire = Socket<ServerToClientEvents, ClientToServerEvents>

/**
 * One Socket.IO connection at a time, made and dropped as told. Reconnecting is decided elsewhere.
 * Nothing is ever kept to be sent later: without a connection a request is refused at once.
 */
export class SocketLink {
  readonly #options: SocketOptions
  readonly #waiting = new Set<(error: OtsyError) => void>()
  #wire: Wire | null = null

  constructor(options: SocketOptions) {
    this.#options = options
  }

  get connected(): boolean {
    return this.#wire?.connected === true
  }

  open(token: string): void {
    this.drop()
    const { address, transports, timeoutMs } = this.#options
    const wire: Wire = io(address.origin + NAMESPACE, {
      path: address.socketPath,
      auth: { token },
      transports: [...transports],
      tryAllTransports: true,
      reconnection: false,
      forceNew: true,
      timeout: timeoutMs,
    })
    this.#wire = wire
    this.#listen(wire)
  }

  /** Without telling: whoever drops knows. Requests under way are lost. */
  drop(): void {
    const wire = this.#wire
    this.#wire = null
    wire?.off()
    wire?.disconnect()
    this.#lose()
  }

  /**
   * Sends an event and waits for its acknowledgement. Rejects with the server's refusal, or with
   * `timeout` or `network_error`: then nobody knows whether it arrived.
   */
  request<K extends ClientEventName>(event: K, payload: ClientPayload<K>): Promise<AckData<K>> {
    const wire = this.#wire
    if (wire?.connected !== true) return Promise.reject(new OtsyError('network_error'))
    const { environment, timeoutMs } = this.#options
    return new Promise((resolve, reject) => {
      const settle = () => {
        environment.clearTimer(timer)
        this.#waiting.delete(fail)
      }
      const fail = (error: OtsyError) => {
        settle()
        reject(error)
      }
      const timer = environment.setTimer(() => fail(new OtsyError('timeout')), timeoutMs)
      this.#waiting.add(fail)
      emit(wire, event, [
        payload,
        (answer: Ack<K>) => {
          settle()
          if (answer?.ok === true) resolve(answer.data)
          else reject(refusalIn(answer))
        },
      ])
    })
  }

  /** Sends what is worthless later; whether it arrives is nobody's concern. */
  tell<K extends ClientEventName>(event: K, payload: ClientPayload<K>): void {
    if (this.#wire?.connected === true) emit(this.#wire.volatile, event, [payload])
  }

  #listen(wire: Wire): void {
    const { onEvent, onRefused, onDropped } = this.#options
    wire.onAny((name: string, payload: unknown) => {
      // A newer server may say more than this client understands.
      if (!Object.hasOwn(serverEvents, name)) return
      if (typeof payload !== 'object' || payload === null) return
      onEvent({ name, payload } as ServerEvent)
    })
    wire.on('connect_error', (fault: Error & { data?: unknown }) => {
      if (this.#wire !== wire) return
      const refusal = wireErrorIn(fault.data)
      onRefused(
        refusal === null
          ? new OtsyError('network_error', { cause: fault })
          : errorFromWire(refusal),
      )
    })
    wire.on('disconnect', (reason) => {
      if (this.#wire !== wire) return
      this.#lose()
      onDropped(new OtsyError('network_error', { cause: new Error(reason) }))
    })
  }

  #lose(): void {
    for (const fail of [...this.#waiting]) fail(new OtsyError('network_error'))
  }
}

function emit(wire: { emit: unknown }, event: string, args: readonly unknown[]): void {
  const send = wire.emit as (event: string, ...args: readonly unknown[]) => unknown
  send.call(wire, event, ...args)
}

function refusalIn(answer: unknown): OtsyError {
  const refusal = wireErrorIn(answer)
  return refusal === null ? new OtsyError('bad_response') : errorFromWire(refusal)
}
