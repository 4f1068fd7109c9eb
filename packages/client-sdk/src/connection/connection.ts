import type { ConnectionApi, ConnectionState } from '../api/connection'
import type { Unsubscribe } from '../api/observable'
import type { Environment, Timer } from '../environment'
import { asOtsyError, OtsyError } from '../error'
import { Value } from '../observable/value'
import type { SocketLink } from '../socket/link'
import { step, type ConnectionEffect, type ConnectionEvent, type Phase } from './machine'
import type { Tokens } from './tokens'

export interface ConnectionOptions {
  readonly environment: Environment
  readonly tokens: Tokens
  readonly link: Pick<SocketLink, 'open' | 'drop' | 'request'>
  readonly timeoutMs: number
  /** The connection that stood does so no more. */
  readonly onLost: () => void
}

/** Runs the connection's machine: asks for tokens, opens and drops the socket, waits. */
export class Connection implements ConnectionApi {
  readonly #options: ConnectionOptions
  readonly #state = new Value<ConnectionState>({ status: 'idle' })
  #phase: Phase = { at: 'idle' }
  #timer: Timer | null = null
  #stopWatching: Unsubscribe | null = null
  #renewing = false

  constructor(options: ConnectionOptions) {
    this.#options = options
  }

  get(): ConnectionState {
    return this.#state.get()
  }

  subscribe(listener: (state: ConnectionState) => void): Unsubscribe {
    return this.#state.subscribe(listener)
  }

  get isOnline(): boolean {
    return this.#phase.at === 'online'
  }

  connect(): void {
    if (this.#phase.at === 'idle') this.#watch()
    this.dispatch({ type: 'start' })
  }

  retryNow(): void {
    if (this.#phase.at === 'idle') this.#watch()
    this.dispatch({ type: 'retry_now' })
  }

  close(): void {
    this.#stopWatching?.()
    this.#stopWatching = null
    this.dispatch({ type: 'close' })
  }

  dispatch(event: ConnectionEvent): void {
    const { environment, onLost } = this.#options
    const before = this.#phase
    const [phase, ...effects] = step(before, event, {
      now: environment.now(),
      random: environment.random(),
      networkUp: environment.isOnline(),
    })
    if (phase === before && effects.length === 0) return
    this.#phase = phase
    this.#clearTimer()
    for (const effect of effects) this.#run(effect)
    // Requests that were lost with the socket are told before anybody hears of the new state.
    if (before.at === 'online' && phase.at !== 'online') onLost()
    if (this.#phase === phase) this.#show(publicState(phase))
  }

  /** The token is about to expire: puts another in place while the connection stands. */
  async renew(): Promise<void> {
    if (this.#renewing) return
    this.#renewing = true
    const { tokens, link } = this.#options
    try {
      const before = tokens.current
      const token = await tokens.get('expiring')
      if (token !== before && this.isOnline) await link.request('reauthenticate', { token })
    } catch {
      // The server cuts the connection when the token ends; the next one begins with a new token.
    } finally {
      this.#renewing = false
    }
  }

  #run(effect: ConnectionEffect): void {
    const { environment, link, timeoutMs } = this.#options
    switch (effect.do) {
      case 'get_token':
        void this.#getToken(effect.reason)
        break
      case 'open': {
        const token = this.#options.tokens.current
        if (token === null) break
        link.open(token)
        // Twice: for the transport, and for the server's first word after it.
        this.#timer = environment.setTimer(
          () => this.dispatch({ type: 'refused', error: new OtsyError('timeout') }),
          timeoutMs * 2,
        )
        break
      }
      case 'drop':
        link.drop()
        break
      case 'wait':
        this.#timer = environment.setTimer(() => this.dispatch({ type: 'due' }), effect.ms)
        break
    }
  }

  async #getToken(reason: 'connect' | 'expiring' | 'refused'): Promise<void> {
    const phase = this.#phase
    try {
      await this.#options.tokens.get(reason)
      if (this.#phase === phase) this.dispatch({ type: 'token' })
    } catch (fault) {
      const error = asOtsyError(fault, 'network_error')
      if (this.#phase === phase) this.dispatch({ type: 'no_token', error })
    }
  }

  #watch(): void {
    const { environment } = this.#options
    const stopOnline = environment.onOnlineChange(() =>
      this.dispatch({ type: environment.isOnline() ? 'network_up' : 'network_down' }),
    )
    const stopVisible = environment.onVisibleChange(() => {
      if (environment.isVisible()) this.dispatch({ type: 'visible' })
    })
    this.#stopWatching = () => {
      stopOnline()
      stopVisible()
    }
  }

  /** Getting a token and opening are one attempt, and shown as one. */
  #show(state: ConnectionState): void {
    const shown = this.#state.get()
    const isSame =
      shown.status === 'connecting' &&
      state.status === 'connecting' &&
      shown.attempt === state.attempt
    if (!isSame) this.#state.set(state)
  }

  #clearTimer(): void {
    if (this.#timer !== null) this.#options.environment.clearTimer(this.#timer)
    this.#timer = null
  }
}

function publicState(phase: Phase): ConnectionState {
  switch (phase.at) {
    case 'token':
    case 'opening':
      return { status: 'connecting', attempt: phase.attempt }
    case 'waiting': {
      const { attempt, retryAt, error } = phase
      return { status: 'waiting', attempt, retryAt, error }
    }
    case 'unauthenticated':
      return { status: 'unauthenticated', error: phase.error }
    case 'idle':
    case 'online':
    case 'offline':
    case 'closed':
      return { status: phase.at }
  }
}
