/** A server's address, taken apart once. */
export interface Address {
  /** What REST paths are appended to; no slash at the end. */
  readonly base: string
  /** What Socket.IO connects to, without the namespace. */
  readonly origin: string
  /** The path Socket.IO's own traffic takes. */
  readonly socketPath: string
}

/** Throws a `TypeError` for anything but an absolute http(s) URL. */
export function parseAddress(url: string): Address {
  const { protocol, origin, pathname } = new URL(url)
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw new TypeError(`Otsy's url must begin with http:// or https://, not ${protocol}`)
  }
  const prefix = pathname.replace(/\/+$/, '')
  return { base: origin + prefix, origin, socketPath: `${prefix}/socket.io` }
}
