import { Service, type ServiceOptions } from './service'

/** Names under the allowed hosts are without number, and each costs connections and a signature. */
const MOST = 128

/** The push services called lately, opened when first needed. */
export class Services {
  readonly #options: ServiceOptions
  readonly #open = new Map<string, Service>()
  readonly #closing = new Set<Promise<void>>()
  #isClosed = false

  constructor(options: ServiceOptions) {
    this.#options = options
  }

  /** null once closed. `ca`: of a test's service. */
  of(origin: string, ca: string | null): Service | null {
    if (this.#isClosed) return null
    const service = this.#open.get(origin) ?? new Service(origin, ca, this.#options)
    // The last in a map is the one used last.
    this.#open.delete(origin)
    this.#open.set(origin, service)
    const [oldest] = this.#open.keys()
    if (this.#open.size > MOST && oldest !== undefined) this.#close(oldest)
    return service
  }

  /** Resolves when everything under way is over. */
  async close(): Promise<void> {
    this.#isClosed = true
    for (const origin of [...this.#open.keys()]) this.#close(origin)
    await Promise.all(this.#closing)
  }

  #close(origin: string): void {
    const service = this.#open.get(origin)
    if (service === undefined) return
    this.#open.delete(origin)
    const closing = service
      .close()
      .catch(() => {})
      .finally(() => this.#closing.delete(closing))
    this.#closing.add(closing)
  }
}
