import { RECEIPT_TEXT } from '../chat/kinds'
import type { Logger } from '../log'
import type { ChatFacts, ChatFactsMessage, NotificationContent } from './model'
import { render, type TemplateResult, type Templates } from './templates'

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
  if (templates === undefined) return withoutTag(filled(chat, message, context))
  try {
    return withoutTag(checked(filled(chat, message, context)))
  } catch (cause) {
    logger.error({ err: cause, kind: message.type }, 'a template failed; the standard one is used')
    return withoutTag(filled(chat, message, { ...context, templates: undefined }))
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
    content: message.content === RECEIPT_TEXT ? '' : message.content,
    count: chat.count,
  }
  return render('chat_message', data, options)
}

/** What a host's code answers may be anything. */
function checked(result: TemplateResult): TemplateResult {
  const { title, body, data } = result as Partial<TemplateResult>
  if (typeof title !== 'string' || typeof body !== 'string' || typeof data !== 'object') {
    throw new TypeError('A template answers at least a title, a body and data.')
  }
  return result
}

/** The row has its tag from the store: of the chat, or of the order. */
function withoutTag({ tag: _tag, ...content }: TemplateResult): NotificationContent {
  return content
}

function statusOf(update: unknown): string {
  if (typeof update === 'object' && update !== null && 'status' in update) {
    return String(update.status)
  }
  return ''
}
