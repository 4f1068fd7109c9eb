import type { Logger } from '../log'
import type { ChatFacts, ChatFactsMessage, NotificationContent } from './model'
import { storableContent } from './storable-content'
import { render, type TemplateResult, type Templates } from './templates'
import { isReceiptShared } from './words'

export interface ContentContext {
  readonly locale: string
  /** Name of the sender; empty for the system or when nobody knows it. */
  readonly sender: string
  readonly templates: Templates | undefined
  readonly logger: Logger
}

/** What a notification of a chat says. A host's template that fails costs its own words, nothing else. */
export function chatContent(
  chat: ChatFacts,
  message: ChatFactsMessage,
  context: ContentContext,
): NotificationContent {
  const { templates, logger } = context
  if (templates === undefined) return storableContent(filled(chat, message, context))
  try {
    return storableContent(filled(chat, message, context))
  } catch (cause) {
    logger.error({ err: cause, kind: message.type }, 'a template failed; the standard one is used')
    return storableContent(filled(chat, message, { ...context, templates: undefined }))
  }
}

function filled(
  chat: ChatFacts,
  message: ChatFactsMessage,
  { locale, sender, templates }: ContentContext,
): TemplateResult {
  const options = { locale, templates }
  if (message.type === 'order_update') {
    const status = statusOf(message.metadata?.update)
    const data = { orderId: chat.order_id, status, chatId: chat.chat_id }
    return render('order_update', data, options)
  }
  const data = {
    chatId: chat.chat_id,
    messageId: message.id,
    orderId: chat.order_id,
    senderName: sender,
    type: message.type,
    // In the person's language, where the host said nothing of its own.
    content: isReceiptShared(message.content) ? '' : message.content,
    count: chat.count,
  }
  return render('chat_message', data, options)
}

function statusOf(update: unknown): string {
  if (typeof update === 'object' && update !== null && 'status' in update) {
    return String(update.status)
  }
  return ''
}
