import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { Server, type Namespace } from 'socket.io'

export interface SocketServer {
  readonly port: number
  readonly chat: Namespace
  close(): Promise<void>
}

/** Socket.IO on a free port, with the same limits for every contender that brings its own. */
export async function listen(attach: (chat: Namespace) => void): Promise<SocketServer> {
  const http = createServer()
  const io = new Server(http, { serveClient: false, transports: ['websocket'] })
  const chat = io.of('/chat')
  attach(chat)
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const { port } = http.address() as AddressInfo
  return { port, chat, close: async () => void (await io.close()) }
}

export interface SendPayload {
  readonly chatId: string
  readonly message: { readonly content: string; readonly type: string; readonly client_id: string }
}

export type Ack = (answer: { ok: true; data: unknown } | { ok: false; error: unknown }) => void
