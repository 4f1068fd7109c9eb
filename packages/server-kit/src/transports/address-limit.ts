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

  /** Rejects with `rate_limited`. */
  async consume(
    connection: Connection | undefined,
    forwardedFor: string | undefined,
  ): Promise<void> {
    await this.count(this.addressOf(connection, forwardedFor))
  }

  /** As what a connection is counted; null: not at all, as when it is not known in a Web handler. */
  addressOf(connection: Connection | undefined, forwardedFor: string | undefined): string | null {
    return clientAddress(connection?.remoteAddress, forwardedFor, this.#proxies)
  }

  /** Counts one thing more against an address. Rejects with `rate_limited`; null as `RateLimiter` says it. */
  count(address: string | null): Promise<void> | null {
    return address === null ? null : this.#limiter.consume(address, 1)
  }
}
