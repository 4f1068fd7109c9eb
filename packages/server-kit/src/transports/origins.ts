/** Decides which web pages may call, on REST, in polling and in WebSocket handshakes alike. */
export class Origins {
  readonly #listed: ReadonlySet<string>

  constructor(listed: readonly string[]) {
    this.#listed = new Set(listed.map((origin) => new URL(origin).origin))
  }

  /**
   * Callers that are no web page send no Origin and are allowed: tokens are bearer only, so a page
   * has nothing to ride on. A present Origin must be the server's own or a listed one.
   */
  allows(origin: string | undefined, host: string | undefined): boolean {
    if (origin === undefined) return true
    if (this.#listed.has(origin)) return true
    if (host === undefined || host === '') return false
    return origin === `http://${host}` || origin === `https://${host}`
  }
}
