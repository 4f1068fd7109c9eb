import type { Metadata } from '@otsy/protocol'
import { invalidInput } from '../errors'
import type { NotificationContent } from './model'
import { words } from './words'

/** What each template needs to be filled with. */
export interface TemplateData {
  chat_message: {
    readonly chatId: string
    readonly messageId: string
    /** Known in a chat of an order: where `view_order` leads. */
    readonly orderId?: string
    /** As people call the sender, honorific included; empty for the system. */
    readonly senderName: string
    /** The message's kind: `text`, `image`, … */
    readonly type?: string
    readonly content: string
    /** Messages it stands for; default 1. */
    readonly count?: number
  }
  order_update: {
    readonly orderId: string
    /** Such as `shopping`. */
    readonly status: string
    readonly chatId?: string
  }
  new_order: {
    readonly orderId: string
    readonly customerName?: string
    /** Already written for people, with its currency. */
    readonly total?: string
  }
  payment: {
    readonly orderId: string
    readonly status: 'succeeded' | 'failed' | 'refunded'
    /** Already written for people, with its currency. */
    readonly amount: string
  }
}

export type TemplateKind = keyof TemplateData

export interface TemplateResult extends NotificationContent {
  readonly tag: string
}

/**
 * A host's own wording. `standard` is what would be shown without it. What it makes of a message is cleaned of
 * what no database can hold, such as half an emoji, and cut: the title to 200 characters, the body to 10,000.
 */
export type Template<K extends TemplateKind> = (
  data: TemplateData[K],
  context: { readonly locale: string; readonly standard: TemplateResult },
) => TemplateResult

export type Templates = { readonly [K in TemplateKind]?: Template<K> }

const required: { readonly [K in TemplateKind]: readonly (keyof TemplateData[K] & string)[] } = {
  chat_message: ['chatId', 'messageId', 'senderName', 'content'],
  order_update: ['orderId', 'status'],
  new_order: ['orderId'],
  payment: ['orderId', 'status', 'amount'],
}

/**
 * Fills a template: the host's own when there is one. `locale` as in `ja-JP`; all but Japanese get
 * English. Throws `invalid_input` with the field named where data is missing.
 */
export function render<K extends TemplateKind>(
  kind: K,
  data: TemplateData[K],
  options: { readonly locale: string; readonly templates?: Templates | undefined },
): TemplateResult {
  const given = data as Readonly<Record<string, unknown>>
  for (const field of required[kind]) {
    if (typeof given[field] !== 'string') throw invalidInput(`data.${field}`, 'must be a text')
  }
  const standard = standards[kind](data, options.locale)
  const own: Template<K> | undefined = options.templates?.[kind]
  return own === undefined ? standard : own(data, { locale: options.locale, standard })
}

const VIEW_ORDER_ICON = '/icons/order.png'

const standards: {
  readonly [K in TemplateKind]: (data: TemplateData[K], locale: string) => TemplateResult
} = {
  chat_message({ chatId, messageId, orderId, senderName, type, content, count = 1 }, locale) {
    const say = words(locale)
    return {
      title: say.newMessage(senderName, count),
      body: content === '' ? say.withoutText(type ?? 'text') : content,
      icon: '/icons/chat-notification.png',
      tag: chatId,
      data: dataOf({ type: 'chat_message', chatId, messageId, orderId }),
      actions: [
        { action: 'reply', title: say.reply, icon: '/icons/reply.png' },
        { action: 'view_order', title: say.viewOrder, icon: VIEW_ORDER_ICON },
      ],
    }
  },
  order_update({ orderId, status, chatId }, locale) {
    const say = words(locale)
    return {
      title: say.orderUpdate,
      body: say.orderStatus(status),
      icon: '/icons/order-update.png',
      tag: orderId,
      data: dataOf({ type: 'order_update', orderId, status, chatId }),
      actions: [{ action: 'view_order', title: say.viewOrder, icon: '/icons/view.png' }],
    }
  },
  new_order({ orderId, customerName, total }, locale) {
    const say = words(locale)
    return {
      title: say.newOrder,
      body: say.newOrderOf(customerName, total),
      icon: '/icons/new-order.png',
      tag: orderId,
      data: dataOf({ type: 'new_order', orderId }),
      actions: [{ action: 'view_order', title: say.viewOrder, icon: VIEW_ORDER_ICON }],
    }
  },
  payment({ orderId, status, amount }, locale) {
    const say = words(locale)
    return {
      title: say.payment,
      body: say.paymentOf(status, amount),
      icon: '/icons/payment.png',
      tag: `payment-${orderId}`,
      data: dataOf({ type: 'payment', orderId, status }),
      actions: [{ action: 'view_order', title: say.viewOrder, icon: VIEW_ORDER_ICON }],
    }
  },
}

function dataOf(fields: Readonly<Record<string, string | undefined>>): Metadata {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  )
}
