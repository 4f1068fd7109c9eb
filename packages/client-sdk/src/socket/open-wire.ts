import type { Environment } from '../environment'

export interface WireOptions {
  /** ws or wss, with the path Socket.IO's traffic takes. */
  readonly url: string
  readonly token: string
  readonly environment: Pick<Environment, 'setTimer' | 'clearTimer' | 'webSocket'>
  readonly onEvent: (name: string, payload: unknown) => void
  /** It never stood. `data` is the server's refusal, undefined when it was not reached. */
  readonly onRefused: (data: unknown) => void
  readonly onDropped: () => void
}

/** One Socket.IO connection. It ends once, and is told of once. */
export interface OpenedWire {
  readonly isConnected: boolean
  /** `onAnswer` is called at most once; never, if the connection ends before. */
  send(event: readonly [string, unknown], onAnswer?: (answer: unknown) => void): void
  /** Ends it without telling. */
  close(): void
}

/** Makes one connection; when to make another is decided by the client. */
export type OpenWire = (options: WireOptions) => OpenedWire
