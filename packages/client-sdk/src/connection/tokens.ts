import type { Environment } from '../environment'
import { OtsyError } from '../error'
import type { TokenReason } from '../api/options'

export interface TokensOptions {
  readonly getToken: (request: {
    readonly reason: TokenReason
  }) => string | null | Promise<string | null>
  readonly onToken: (token: string) => void
  readonly environment: Pick<Environment, 'setTimer' | 'clearTimer'>
  readonly timeoutMs: number
}

/** The token in use, and the one place that asks the app for another. */
export class Tokens {
  readonly #options: TokensOptions
  #current: string | null = null
  #inFlight: Promise<string> | null = null
  #generation = 0

  constructor(options: TokensOptions) {
    this.#options = options
  }

  get current(): string | null {
    return this.#current
  }

  /**
   * Asks the app, unless it is being asked already. Rejects with `signed_out` when there is nobody,
   * and with a retryable `network_error` or `timeout` when the app failed to find out.
   */
  get(reason: TokenReason): Promise<string> {
    if (this.#inFlight !== null) return this.#inFlight
    const asking = this.#ask(reason).finally(() => {
      if (this.#inFlight === asking) this.#inFlight = null
    })
    this.#inFlight = asking
    return asking
  }

  /** A token for a request. `stale`: the one just refused; another is asked for only once. */
  async forRequest(stale?: string): Promise<string> {
    if (this.#current !== null && this.#current !== stale) return this.#current
    return await this.get(stale === undefined ? 'connect' : 'refused')
  }

  /** Forgets the token, also one on its way. */
  forget(): void {
    this.#generation++
    this.#current = null
    this.#inFlight = null
  }

  async #ask(reason: TokenReason): Promise<string> {
    const generation = this.#generation
    let token: string | null
    try {
      token = await this.#inTime(reason)
    } catch (cause) {
      if (cause instanceof OtsyError) throw cause
      throw new OtsyError('network_error', { message: 'The app could not get a token.', cause })
    }
    if (generation !== this.#generation || token === null || token === '') {
      throw new OtsyError('signed_out')
    }
    this.#current = token
    this.#options.onToken(token)
    return token
  }

  /** An app that never answers would otherwise be waited for forever, as it is asked but once. */
  #inTime(reason: TokenReason): Promise<string | null> {
    const { environment, timeoutMs, getToken } = this.#options
    return new Promise((resolve, reject) => {
      const timer = environment.setTimer(() => reject(new OtsyError('timeout')), timeoutMs)
      // The async function lets a synchronous throw become a rejection too.
      void (async () => await getToken({ reason }))()
        .then(resolve, reject)
        .finally(() => environment.clearTimer(timer))
    })
  }
}

/** The `sub` of a JWT, read without trust, for use before the server has said who this is. */
export function subjectOf(token: string): string | null {
  try {
    const payload = token.split('.')[1] ?? ''
    const bytes = Uint8Array.from(
      atob(payload.replace(/-/g, '+').replace(/_/g, '/')),
      (char) => char.codePointAt(0) ?? 0,
    )
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes))
    if (typeof claims !== 'object' || claims === null || !('sub' in claims)) return null
    return typeof claims.sub === 'string' && claims.sub !== '' ? claims.sub : null
  } catch {
    return null
  }
}
