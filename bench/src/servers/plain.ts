// Contender 2: the shape in which chat gateways are usually written. Each message is a select of the
// chat, an insert of the message and an update of the chat, one after the other, then the fan-out.
import { Pool } from 'pg'
import { everyChat, shopperOf, userOf } from '../people'
import { reportServing, setting } from './serving'
import { listen, type Ack, type SendPayload } from './socket-server'

const pool = new Pool({ connectionString: setting('DATABASE_URL'), max: 20 })

await pool.query(`
  create table if not exists chats (
    id uuid primary key default gen_random_uuid(),
    user_id text not null,
    shopper_id text not null,
    status text not null default 'active',
    last_message text,
    updated_at timestamptz not null default now()
  );
  create table if not exists messages (
    id uuid primary key default gen_random_uuid(),
    chat_id uuid not null references chats (id),
    sender_id text not null,
    sender_role text not null,
    type text not null,
    content text not null,
    client_id text,
    created_at timestamptz not null default now()
  );
  create index if not exists messages_of_chat on messages (chat_id, created_at)
`)

interface ChatRow {
  readonly user_id: string
  readonly shopper_id: string
  readonly status: string
}

const server = await listen((chat) => {
  async function send(userId: string, { chatId, message }: SendPayload) {
    const found = await pool.query<ChatRow>('select * from chats where id = $1', [chatId])
    const row = found.rows[0]
    if (!row || row.status !== 'active') throw new Error('no such chat')
    if (row.user_id !== userId && row.shopper_id !== userId) throw new Error('not a participant')
    const role = row.user_id === userId ? 'user' : 'shopper'
    const stored = await pool.query<object>(
      `insert into messages (chat_id, sender_id, sender_role, type, content, client_id)
       values ($1, $2, $3, $4, $5, $6) returning *`,
      [chatId, userId, role, message.type, message.content, message.client_id],
    )
    await pool.query('update chats set last_message = $2, updated_at = now() where id = $1', [
      chatId,
      message.content,
    ])
    chat.to(chatId).emit('new_message', stored.rows[0])
    return stored.rows[0]
  }

  chat.on('connection', (socket) => {
    const userId = String(socket.handshake.auth['token'])
    socket.on('join_chat', (payload: { chat_id: string }, ack: Ack) => {
      void socket.join(payload.chat_id)
      ack({ ok: true, data: {} })
    })
    socket.on('send_message', (payload: SendPayload, ack: Ack) => {
      send(userId, payload).then(
        (data) => ack({ ok: true, data }),
        (error: unknown) => ack({ ok: false, error: String(error) }),
      )
    })
  })
})

const opened = await Promise.all(
  everyChat.map((chat) =>
    pool.query<{ id: string }>(
      'insert into chats (user_id, shopper_id) values ($1, $2) returning id',
      [userOf(chat), shopperOf(chat)],
    ),
  ),
)

reportServing({
  port: server.port,
  chatIds: opened.map(({ rows }) => rows[0]?.id ?? ''),
  async stored() {
    const { rows } = await pool.query<{ count: string }>('select count(*) from messages')
    return Number(rows[0]?.count)
  },
  async close() {
    await server.close()
    await pool.end()
  },
})
