import type { Message } from '@otsy/protocol'
import type { OrderUpdateMetadata, Signal } from '../../core/fanout/port'
import type { LocalChat } from './local-chats'
import { Announcement } from './packets'
import type { ChatNamespace, ChatSocket } from './types'

type MessageSignal = Extract<Signal, { kind: 'message' }>
type Target = Pick<ChatSocket, 'emit'> | ReturnType<ChatNamespace['to']>

/** Tells everyone sitting in the chat of one change of its log, as far as they may see it. */
export function emitMessage(chat: LocalChat, signal: MessageSignal): void {
  const { seq, changed_seq } = signal.message
  const isForAll = chat.isForAll(changed_seq)
  const told = announcements(signal)
  for (const seat of chat.seats.values()) {
    if (!isForAll && (seq < seat.visibleFrom || changed_seq <= seat.joinedAt)) continue
    for (const announcement of told) announcement.tell(seat.socket)
  }
}

/** An order update or a shared receipt is told twice: as the message it is, then by its own name. */
export function announcements({ event, message }: MessageSignal): readonly Announcement[] {
  const asMessage = new Announcement(event, message)
  if (event !== 'new_message') return [asMessage]
  switch (message.type) {
    case 'order_update': {
      const { order_id, update } = orderUpdateOf(message)
      const payload = { orderId: order_id, chatId: message.chat_id, update, message }
      return [asMessage, new Announcement('order_update', payload)]
    }
    case 'receipt_shared': {
      const payload = {
        chatId: message.chat_id,
        receiptUrl: message.attachment_url ?? '',
        sharedBy: sharerOf(message),
        message,
      }
      return [asMessage, new Announcement('receipt_shared', payload)]
    }
    default:
      return [asMessage]
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
