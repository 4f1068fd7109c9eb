import { NAMESPACE } from '@otsy/protocol'
import { io } from 'socket.io-client'
import type { OpenWire } from '../socket/open-wire'

export interface SocketIoOptions {
  /** Tried in this order until one stands; default a WebSocket, then polling. */
  readonly transports?: readonly ('websocket' | 'polling')[]
}

/**
 * Connects with `socket.io-client`, which also goes through networks that let no WebSocket pass:
 * `createOtsyClient({ socket: socketIo(), … })`. It adds its own weight of 13 kB.
 */
export function socketIo(options: SocketIoOptions = {}): OpenWire {
  return ({ url, token, onEvent, onRefused, onDropped }) => {
    const { origin, pathname } = new URL(url.replace(/^ws/, 'http'))
    const socket = io(origin + NAMESPACE, {
      path: pathname,
      auth: { token },
      transports: [...(options.transports ?? ['websocket', 'polling'])],
      tryAllTransports: true,
      forceNew: true,
      // When to try again is the client's decision.
      reconnection: false,
    })
    socket.onAny((name: string, payload: unknown) => onEvent(name, payload))
    socket.on('connect_error', (error) => {
      socket.close()
      onRefused('data' in error ? error : undefined)
    })
    socket.on('disconnect', (reason) => {
      if (reason !== 'io client disconnect') onDropped()
    })
    return {
      get isConnected() {
        return socket.connected
      },
      send([name, payload], onAnswer) {
        if (onAnswer === undefined) socket.emit(name, payload)
        else socket.emit(name, payload, onAnswer)
      },
      close() {
        socket.close()
      },
    }
  }
}
