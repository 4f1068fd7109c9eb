/** A server's address, taken apart once. */
export interface Address {
  /** What REST paths are appended to; no slash at the end. */
  readonly base: string
  /** Where Socket.IO's own traffic goes, with ws or wss. */
  readonly socket: string
}

/** Throws a `TypeError` for anything but an absolute http(s) URL. */
export function parseAddress(url: string): Address {
  const { protocol, origin, pathname } = new URL(url)
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw new TypeError(`Otsy's url must begin with http:// or https://, not ${protocol}`)
  }
  const prefix = pathname.replace(/\/+$/, '')
  const base = origin + prefix
  return { base, socket: `${base.replace(/^http/, 'ws')}/socket.io` }
}
