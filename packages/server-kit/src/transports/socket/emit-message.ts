import type { Message } from '@otsy/protocol'
import type { OrderUpdateMetadata, Signal } from '../../core/fanout/port'
import type { LocalChat } from './local-chats'
import { chatRoom, type ChatNamespace, type ChatSocket } from './types'

type MessageSignal = Extract<Signal, { kind: 'message' }>
type Target = Pick<ChatSocket, 'emit'> | ReturnType<ChatNamespace['to']>

/** Tells everyone sitting in the chat of one change of its log. */
export function emitMessage(nsp: ChatNamespace, chat: LocalChat, signal: MessageSignal): void {
  const { seq, changed_seq } = signal.message
  if (chat.isForAll(changed_seq)) {
    emitTo(nsp.to(chatRoom(chat.id)), signal)
    return
  }
  for (const seat of chat.seats.values()) {
    if (seq >= seat.visibleFrom && changed_seq > seat.joinedAt) emitTo(seat.socket, signal)
  }
}

/** An order update or a shared receipt is told twice: as the message it is, then by its own name. */
export function emitTo(target: Target, { event, message }: MessageSignal): void {
  target.emit(event, message)
  if (event !== 'new_message') return
  if (message.type === 'order_update') {
    const { order_id, update } = orderUpdateOf(message)
    target.emit('order_update', { orderId: order_id, chatId: message.chat_id, update, message })
  }
  if (message.type === 'receipt_shared') {
    target.emit('receipt_shared', {
      chatId: message.chat_id,
      receiptUrl: message.attachment_url ?? '',
      sharedBy: sharerOf(message),
      message,
    })
  }
}

/** How far someone has read. */
export function emitReads(target: Target, signal: Extract<Signal, { kind: 'reads' }>): void {
  target.emit('messages_read', {
    userId: signal.user_id,
    chatId: signal.chat_id,
    messageIds: [...signal.message_ids],
    read_seq: signal.read_seq,
    timestamp: signal.at,
  })
}

function orderUpdateOf(message: Message): OrderUpdateMetadata {
  // People cannot send this kind, and what the host sends of it was checked.
  return message.metadata as unknown as OrderUpdateMetadata
}

function sharerOf(message: Message): string | null {
  const sharer = message.metadata?.shared_by
  return typeof sharer === 'string' ? sharer : null
}
