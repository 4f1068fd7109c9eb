import { Client } from 'pg'
import { io, type Socket } from 'socket.io-client'
import { userOf } from '../people'
import type { ServerProcess } from '../processes'

const CLIENTS = 1_000
/** Missed by each client. */
const MISSED = 20

export interface CaughtUp {
  readonly clients: number
  readonly missed: number
  /** From the first connection until the last client has everything, in milliseconds. */
  readonly tookMs: number
  /** For each client; a statement outside a transaction is one of its own. */
  readonly transactions: number
}

interface Standing {
  readonly socket: Socket
  readonly chatId: string
  epoch: string
  seq: number
}

type Ask = <T>(socket: Socket, event: string, payload: object) => Promise<T>

/** A thousand clients lose their node for a while, and all come back at once. */
export async function catchUp(node: ServerProcess, databaseUrl: string): Promise<CaughtUp> {
  const clients = Array.from({ length: CLIENTS }, (_, i) => clientOf(node, i))
  for (let i = 0; i < clients.length; i += 100) {
    await Promise.all(clients.slice(i, i + 100).map(arrive))
  }
  for (const { socket } of clients) socket.disconnect()
  await meanwhile(node)

  const before = await transactionsOf(databaseUrl)
  const began = performance.now()
  await Promise.all(clients.map(comeBack))
  const tookMs = performance.now() - began
  const transactions = ((await transactionsOf(databaseUrl)) - before) / CLIENTS
  for (const { socket } of clients) socket.disconnect()
  return { clients: CLIENTS, missed: MISSED, tookMs, transactions }
}

function clientOf({ port, chatIds }: ServerProcess, i: number): Standing {
  const chat = i % chatIds.length
  const socket = io(`http://127.0.0.1:${port}/chat`, {
    ...{ transports: ['websocket'], forceNew: true, reconnection: false, autoConnect: false },
    auth: { token: userOf(chat) },
  })
  return { socket, chatId: chatIds[chat] ?? '', epoch: '', seq: 0 }
}

async function arrive(client: Standing): Promise<void> {
  const { epoch } = await connected(client.socket)
  const { page } = await ask<{ page: { to: number } }>(client.socket, 'join_chat', {
    chat_id: client.chatId,
  })
  client.epoch = epoch
  client.seq = page.to
}

/** As the SDK does: one `sync` for what is held, then its place in the chat. */
async function comeBack({ socket, chatId, epoch, seq }: Standing): Promise<void> {
  await connected(socket)
  const { chats } = await ask<{ chats: Record<string, { page: { to: number } }> }>(socket, 'sync', {
    epoch,
    cursors: { [chatId]: { seq } },
  })
  const to = chats[chatId]?.page.to ?? seq
  if (to < seq + MISSED) throw new Error(`${chatId} is at ${to}, not at ${seq + MISSED}.`)
  await ask(socket, 'join_chat', { chat_id: chatId, after_seq: to, epoch })
}

/** Each chat goes on without them. */
async function meanwhile(node: ServerProcess): Promise<void> {
  await Promise.all(
    node.chatIds.map(async (_, chat) => {
      const { socket, chatId } = clientOf(node, chat)
      await connected(socket)
      for (let i = 0; i < MISSED; i++) {
        await ask(socket, 'send_message', { chatId, message: { content: `${i}` } })
      }
      socket.disconnect()
    }),
  )
}

function connected(socket: Socket): Promise<{ epoch: string }> {
  return new Promise((resolve, reject) => {
    socket.once('connected', resolve)
    socket.once('connect_error', reject)
    socket.connect()
  })
}

const ask: Ask = async <T>(socket: Socket, event: string, payload: object) => {
  const answer = (await socket.emitWithAck(event, payload)) as
    { ok: true; data: T } | { ok: false; error: unknown }
  if (!answer.ok) throw new Error(`${event}: ${JSON.stringify(answer.error)}`)
  return answer.data
}

async function transactionsOf(url: string): Promise<number> {
  const client = new Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ n: string }>(
    'select pg_stat_get_db_xact_commit(oid)::text as n from pg_database where datname = current_database()',
  )
  await client.end()
  return Number(rows[0]?.n)
}
