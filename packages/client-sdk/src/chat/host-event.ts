import type { Message, OrderUpdate } from '@otsy/protocol'
import type { OtsyEventName, OtsyEvents } from '../api/events'

type Emit = <K extends OtsyEventName>(event: K, payload: OtsyEvents[K]) => void

/** Tells the event of the host's that a new message stands for, if it stands for one. */
export function emitHostEvent(message: Message, emit: Emit): void {
  const { chat_id: chatId, metadata, attachment_url: receiptUrl } = message
  if (message.type === 'order_update') {
    const { order_id: orderId, update } = metadata ?? {}
    if (typeof orderId === 'string' && isUpdate(update)) {
      emit('order_update', { orderId, chatId, update, message })
    }
  } else if (message.type === 'receipt_shared' && receiptUrl !== undefined) {
    const sharer = metadata?.shared_by
    const sharedBy = typeof sharer === 'string' ? sharer : null
    emit('receipt_shared', { chatId, receiptUrl, sharedBy, message })
  }
}

function isUpdate(value: unknown): value is OrderUpdate {
  return (
    typeof value === 'object' &&
    value !== null &&
    'status' in value &&
    typeof value.status === 'string'
  )
}
