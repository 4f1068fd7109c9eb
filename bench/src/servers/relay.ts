// Contender 1: what Socket.IO alone can do. Passes messages on and stores nothing.
import { randomUUID } from 'node:crypto'
import { everyChat, orderOf } from '../people'
import { reportServing } from './serving'
import { listen, type Ack, type SendPayload } from './socket-server'

const server = await listen((chat) => {
  chat.on('connection', (socket) => {
    const userId = String(socket.handshake.auth['token'])
    socket.on('join_chat', (payload: { chat_id: string }, ack: Ack) => {
      void socket.join(payload.chat_id)
      ack({ ok: true, data: {} })
    })
    socket.on('send_message', ({ chatId, message }: SendPayload, ack: Ack) => {
      // As large on the wire as a stored one, so that both send the same number of bytes.
      const sent = {
        id: randomUUID(),
        chat_id: chatId,
        seq: 1,
        changed_seq: 1,
        sender_id: userId,
        sender_role: userId.startsWith('user') ? 'user' : 'shopper',
        type: message.type,
        content: message.content,
        client_id: message.client_id,
        created_at: new Date().toISOString(),
      }
      chat.to(chatId).emit('new_message', sent)
      ack({ ok: true, data: sent })
    })
  })
})

reportServing({
  port: server.port,
  chatIds: everyChat.map(orderOf),
  stored: () => Promise.resolve(0),
  close: () => server.close(),
})
