/** Decides which web pages may call, on REST, in polling and in WebSocket handshakes alike. */
export class Origins {
  readonly #listed: ReadonlySet<string>

  constructor(listed: readonly string[]) {
    this.#listed = new Set(listed.map(originOf))
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

/**
 * As a browser sends it. Throws for what is no origin: `localhost:5173` would be read as a scheme,
 * whose origin is `null`, and sandboxed pages of anyone send that.
 */
function originOf(listed: string): string {
  const url = URL.canParse(listed) ? new URL(listed) : undefined
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url.origin
  // A native shell's own scheme, such as capacitor://localhost.
  if (/^[a-z][a-z0-9+.-]*:\/\/[^/?#\s]+$/.test(listed)) return listed
  throw new Error(
    `cors.origins has "${listed}", which is not an origin. List scheme, host and port: ` +
      'https://app.example.com, http://localhost:5173.',
  )
}
