import {
  FRAME_BYTES,
  type AckData,
  type ClientEventName,
  type ClientPayload,
  type ServerEventName,
  type ServerPayload,
} from '@otsy/protocol'
import type { Environment, Timer } from '../environment'
import { errorFromWire, OtsyError, wireErrorIn } from '../error'
import type { OpenedWire, OpenWire } from './open-wire'

export type ServerEvent = {
  [K in ServerEventName]: { readonly name: K; readonly payload: ServerPayload<K> }
}[ServerEventName]

export interface SocketOptions {
  readonly url: string
  readonly openWire: OpenWire
  readonly timeoutMs: number
  readonly environment: Pick<Environment, 'setTimer' | 'clearTimer' | 'webSocket'>
  readonly onEvent: (event: ServerEvent) => void
  /** The attempt failed: a network fault, or the server's refusal. */
  readonly onRefused: (error: OtsyError) => void
  /** It stood, and is gone. */
  readonly onDropped: (error: OtsyError) => void
}

/**
 * One connection at a time, made and dropped as told; when to try again is decided elsewhere.
 * Nothing is ever kept to be sent later: without a connection a request is refused at once.
 */
export class SocketLink {
  readonly #options: SocketOptions
  readonly #waiting = new Set<(error: OtsyError) => void>()
  /** What gives those who wait for a large answer their whole time again. */
  readonly #patience = new Set<() => void>()
  #wire: OpenedWire | null = null

  constructor(options: SocketOptions) {
    this.#options = options
  }

  get connected(): boolean {
    return this.#wire?.isConnected === true
  }

  open(token: string): void {
    this.drop()
    const { url, openWire, environment, onEvent, onRefused, onDropped } = this.#options
    let farewell: OtsyError | null = null
    this.#wire = openWire({
      url,
      token,
      environment,
      onEvent: (name, payload) => {
        if (typeof payload !== 'object' || payload === null) return
        farewell ??= farewellIn(name, payload)
        try {
          // A newer server may say more than this client understands: such a name leads nowhere.
          onEvent({ name, payload } as ServerEvent)
        } catch (fault) {
          // Not of the contract's shape: it tells nothing, and takes nobody else down.
          if (typeof reportError === 'function') reportError(fault)
        }
      },
      onRefused: (data) => {
        // Socket.IO hands over what a middleware says inside an object of its own.
        const said = typeof data === 'object' && data !== null && 'data' in data ? data.data : data
        const refusal = wireErrorIn(said)
        onRefused(refusal === null ? new OtsyError('network_error') : errorFromWire(refusal))
      },
      onDropped: () => {
        this.#lose()
        onDropped(farewell ?? new OtsyError('network_error'))
      },
    })
  }

  /** Without telling: whoever drops knows. Requests under way are lost. */
  drop(): void {
    this.#wire?.close()
    this.#wire = null
    this.#lose()
  }

  /**
   * Sends an event and waits for its acknowledgement. Rejects with the server's refusal, or with
   * `timeout` or `network_error`: then nobody knows whether it arrived. Large answers come one after
   * another, and a line may be slow: each has the whole time since the last one.
   */
  request<K extends ClientEventName>(event: K, payload: ClientPayload<K>): Promise<AckData<K>> {
    const wire = this.#wire
    if (wire?.isConnected !== true) return Promise.reject(new OtsyError('network_error'))
    // The server closes the connection over a larger frame, and would do so at each new try.
    if (new Blob([JSON.stringify(payload)]).size > FRAME_BYTES - ENVELOPE_BYTES) {
      return Promise.reject(new OtsyError('payload_too_large', { retryable: false }))
    }
    const { environment, timeoutMs } = this.#options
    return new Promise((resolve, reject) => {
      const isLarge = event === 'sync' || event === 'join_chat'
      let timer: Timer = null
      const wait = () => {
        environment.clearTimer(timer)
        timer = environment.setTimer(() => fail(new OtsyError('timeout')), timeoutMs)
      }
      const settle = () => {
        environment.clearTimer(timer)
        this.#waiting.delete(fail)
        this.#patience.delete(wait)
      }
      const fail = (error: OtsyError) => {
        settle()
        reject(error)
      }
      wait()
      this.#waiting.add(fail)
      if (isLarge) this.#patience.add(wait)
      wire.send([event, payload], (answer) => {
        settle()
        if (isLarge) for (const waitAnew of this.#patience) waitAnew()
        if (isAck<K>(answer)) resolve(answer.data)
        else {
          const refusal = wireErrorIn(answer)
          reject(refusal === null ? new OtsyError('bad_response') : errorFromWire(refusal))
        }
      })
    })
  }

  /** Sends what is worthless later; whether it arrives is nobody's concern. */
  tell<K extends ClientEventName>(event: K, payload: ClientPayload<K>): void {
    if (this.#wire?.isConnected === true) this.#wire.send([event, payload])
  }

  #lose(): void {
    for (const fail of [...this.#waiting]) fail(new OtsyError('network_error'))
  }
}

/** Why the server is about to cut the connection, and when to come back. */
function farewellIn(name: string, payload: object): OtsyError | null {
  if (name !== 'error') return null
  const { code, message, event, retry_after_ms } = payload as ServerPayload<'error'>
  if (event !== 'connection') return null
  return errorFromWire({ code, message, retryable: true, retry_after_ms, request_id: '' })
}

/** The event's name, its number and what holds them together. */
const ENVELOPE_BYTES = 256

function isAck<K extends ClientEventName>(
  answer: unknown,
): answer is { readonly data: AckData<K> } {
  return typeof answer === 'object' && answer !== null && 'ok' in answer && answer.ok === true
}
