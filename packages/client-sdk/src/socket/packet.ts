/**
 * The text packets of Socket.IO's protocol 5 over Engine.IO's protocol 4, as far as one namespace
 * without binary data needs them: https://socket.io/docs/v4/socket-io-protocol/
 */
export type Packet =
  /** The transport stands. Times are milliseconds. */
  | { readonly type: 'open'; readonly pingInterval: number; readonly pingTimeout: number }
  | { readonly type: 'ping' }
  /** The transport, or the namespace, is closed by the server. */
  | { readonly type: 'close' }
  | { readonly type: 'connected' }
  | { readonly type: 'refused'; readonly data: unknown }
  | { readonly type: 'event'; readonly name: string; readonly payload: unknown }
  | { readonly type: 'ack'; readonly id: number; readonly answer: unknown }
  /** Nothing this client knows: what a newer server adds is let pass. */
  | { readonly type: 'unknown' }

const UNKNOWN: Packet = { type: 'unknown' }
const CLOSE: Packet = { type: 'close' }

/** Throws a `SyntaxError` for what is no packet at all. */
export function decodePacket(text: string, namespace: string): Packet {
  switch (text[0]) {
    case '0': {
      const { pingInterval, pingTimeout } = JSON.parse(text.slice(1)) as Record<string, unknown>
      return { type: 'open', pingInterval: Number(pingInterval), pingTimeout: Number(pingTimeout) }
    }
    case '1':
      return CLOSE
    case '2':
      return { type: 'ping' }
    case '4':
      return decodeMessage(text, namespace)
    default:
      return UNKNOWN
  }
}

function decodeMessage(text: string, namespace: string): Packet {
  const rest = text.slice(2)
  const prefix = `${namespace},`
  if (!rest.startsWith(prefix)) return UNKNOWN
  const digits = /^\d*/.exec(rest.slice(prefix.length))?.[0] ?? ''
  const body = () => JSON.parse(rest.slice(prefix.length + digits.length)) as unknown
  switch (text[1]) {
    case '0':
      return { type: 'connected' }
    case '1':
      return CLOSE
    case '2': {
      const event = body()
      return Array.isArray(event) && typeof event[0] === 'string'
        ? { type: 'event', name: event[0], payload: event[1] as unknown }
        : UNKNOWN
    }
    case '3': {
      const answer = body()
      return {
        type: 'ack',
        id: Number(digits),
        answer: Array.isArray(answer) ? (answer[0] as unknown) : undefined,
      }
    }
    case '4':
      return { type: 'refused', data: body() }
    default:
      return UNKNOWN
  }
}

export const PONG = '3'

export function encodeConnect(namespace: string, auth: object): string {
  return `40${namespace},${JSON.stringify(auth)}`
}

/** `id`: of the acknowledgement asked for, null for none. */
export function encodeEvent(
  namespace: string,
  event: readonly [name: string, payload: unknown],
  id: number | null,
): string {
  return `42${namespace},${id ?? ''}${JSON.stringify(event)}`
}

export function encodeDisconnect(namespace: string): string {
  return `41${namespace},`
}
