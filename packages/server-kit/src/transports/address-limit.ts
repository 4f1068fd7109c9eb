import type { RateLimiter } from '../core/rate-limits'
import { clientAddress } from './address'

interface Connection {
  readonly remoteAddress?: string | undefined
}

/** Counts what comes from one address, whoever it says it is. */
export class AddressLimit {
  readonly #limiter: RateLimiter
  readonly #proxies: number

  constructor(options: { readonly limiter: RateLimiter; readonly proxies: number }) {
    this.#limiter = options.limiter
    this.#proxies = options.proxies
  }

  /** Rejects with `rate_limited`. A connection that is not known, as in a Web handler, has no limit. */
  async consume(
    connection: Connection | undefined,
    forwardedFor: string | undefined,
  ): Promise<void> {
    const address = clientAddress(connection?.remoteAddress, forwardedFor, this.#proxies)
    if (address !== null) await this.#limiter.consume(address, 1)
  }
}
