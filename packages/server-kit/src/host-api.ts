import type { Chat, Message, MessageInput, OrderUpdate, RouteBody } from '@otsy/protocol'
import { chatRouteSchemas, editInput, messageInput, orderUpdate } from '@otsy/protocol/schemas'
import { HOST } from './core/caller'
import type { ChatRecord } from './core/chat/model'
import { openChat } from './core/chat/opening'
import type { History, HistoryWindow, NewMember } from './core/chat/port'
import { presentChat } from './core/chat/present'
import type { Pending } from './core/chat/sending'
import type { ChatService } from './core/chat/service'
import { words } from './core/notifications/words'
import { checkIds, newMember, receiptUrl, replacement, windowOf } from './host-input'
import { parse } from './transports/parse'

const openInput = chatRouteSchemas.createChat.body

export interface HostSendOptions {
  /** Writes in a member's name; default the system's. */
  readonly as?: string
}

export interface HostTx<Tx> {
  /** The host's open transaction: the message exists, and is told of, once it commits. */
  readonly tx: Tx
}

/** A send of the host's own code; with `tx` the result is typed as not yet committed. */
export interface HostSend<Tx> {
  (chatId: string, message: MessageInput, options?: HostSendOptions): Promise<Message>
  (
    chatId: string,
    message: MessageInput,
    options: HostSendOptions & HostTx<Tx>,
  ): Promise<Pending<Message>>
}

/** What the host's own code does with chats. It stands above membership; errors as on the wire. */
export interface HostChats<Tx> {
  open(input: RouteBody<'createChat'>, options?: Partial<HostTx<Tx>>): Promise<Chat>
  get(chatId: string): Promise<Chat>
  ofOrder(orderId: string): Promise<Chat>
  /** Any kind of message, also into a closed chat. */
  readonly send: HostSend<Tx>
  edit(chatId: string, messageId: string, content: string): Promise<Message>
  delete(chatId: string, messageId: string): Promise<Message>
  /** At most 100 at once. */
  history(chatId: string, window: HistoryWindow): Promise<Omit<History, 'chat'>>
  close(chatId: string): Promise<Chat>
  reopen(chatId: string): Promise<Chat>
  readonly members: {
    /** `sees`: earlier history too (default), only what comes after, or from a number on. */
    add(chatId: string, member: Omit<NewMember, 'sees'> & Partial<NewMember>): Promise<Chat>
    /** Nothing committed afterwards reaches them, on any node. */
    remove(chatId: string, userId: string): Promise<Chat>
    /** A reassignment: the new one takes the old one's place and role. */
    replace(
      chatId: string,
      replacement: { from: string; to: string; sees?: NewMember['sees'] },
    ): Promise<Chat>
  }
}

export interface HostText {
  readonly content?: string
  /** Language of the text where none is given, such as `ja`. */
  readonly locale?: string
}

export interface HostOrders<Tx> {
  /**
   * Puts an update of the order into its chat. `content` is what plain clients show; default a sentence in
   * the language of `locale`, else of `notifications.defaultLocale`.
   */
  update(orderId: string, update: OrderUpdate, options?: HostText): Promise<Message>
  update(
    orderId: string,
    update: OrderUpdate,
    options: HostText & HostTx<Tx>,
  ): Promise<Pending<Message>>
}

/** `content` may be empty: a card needs no words. Default as of an order's update. */
export interface SharedReceipt extends HostText {
  /** https. */
  readonly url: string
  /** User id of who shares it. */
  readonly sharedBy?: string
  /** For cards: total, currency, store …; plain JSON. */
  readonly details?: NonNullable<MessageInput['metadata']>
}

export interface HostReceipts<Tx> {
  share(chatId: string, receipt: SharedReceipt): Promise<Message>
  share(chatId: string, receipt: SharedReceipt, options: HostTx<Tx>): Promise<Pending<Message>>
}

export interface HostApi<Tx> {
  readonly chat: HostChats<Tx>
  readonly orders: HostOrders<Tx>
  readonly receipts: HostReceipts<Tx>
}

export interface HostApiOptions {
  readonly ready: () => Promise<void>
  readonly defaultLocale: string
}

/** The host's side of the chat service. */
export function createHostApi<Tx>(
  service: ChatService<Tx>,
  { ready, defaultLocale }: HostApiOptions,
): HostApi<Tx> {
  const { context, sending, amending, revising, reading } = service

  async function presented(
    ids: Readonly<Record<string, string>>,
    work: () => Promise<ChatRecord>,
  ): Promise<Chat> {
    checkIds(ids)
    await ready()
    return await presentChat(await work(), null, context.directory)
  }

  async function send(
    chatId: string,
    message: MessageInput,
    options: HostSendOptions & Partial<HostTx<Tx>> = {},
  ): Promise<Message & Pending<Message>> {
    const { as, tx } = options
    checkIds({ chatId, ...(as !== undefined && { as }) })
    await ready()
    const input = parse(messageInput, { type: as === undefined ? 'system' : 'text', ...message })
    const request = { caller: HOST, chatId, input, ...(as === undefined ? {} : { as }) }
    const sent = tx === undefined ? await sending.send(request) : await sending.sendIn(tx, request)
    // The overloads tell which of the two it is.
    return sent as Message & Pending<Message>
  }

  const chat: HostChats<Tx> = {
    async open(input, options) {
      await ready()
      const checked = parse(openInput, input)
      return await openChat(context, { caller: HOST, input: checked, tx: options?.tx })
    },
    get: (chatId) => presented({ chatId }, () => reading.chat(HOST, { chat_id: chatId })),
    ofOrder: (orderId) => presented({ orderId }, () => reading.chat(HOST, { order_id: orderId })),
    send,
    async edit(chatId, messageId, content) {
      checkIds({ chatId, messageId })
      await ready()
      const { content: text } = parse(editInput, { content })
      return await amending.edit(HOST, { chatId, messageId }, text)
    },
    async delete(chatId, messageId) {
      checkIds({ chatId, messageId })
      await ready()
      return await amending.delete(HOST, { chatId, messageId })
    },
    async history(chatId, window) {
      checkIds({ chatId })
      const checked = windowOf(window)
      await ready()
      const ref = { chat_id: chatId }
      const { messages, hasMore, total } = await reading.history(HOST, ref, checked)
      return { messages, hasMore, total }
    },
    close: (chatId) => presented({ chatId }, () => revising.setStatus(HOST, chatId, 'closed')),
    reopen: (chatId) => presented({ chatId }, () => revising.setStatus(HOST, chatId, 'active')),
    members: {
      add: (chatId, member) =>
        presented({ chatId }, () => revising.addMember(chatId, parse(newMember, member))),
      remove: (chatId, userId) =>
        presented({ chatId, userId }, () => revising.removeMember(chatId, userId)),
      replace: (chatId, change) =>
        presented({ chatId }, () => revising.replaceMember(chatId, parse(replacement, change))),
    },
  }

  const orders: HostOrders<Tx> = {
    async update(
      orderId: string,
      update: OrderUpdate,
      options: HostText & Partial<HostTx<Tx>> = {},
    ): Promise<Message & Pending<Message>> {
      checkIds({ orderId })
      const checked = parse(orderUpdate, update)
      await ready()
      const { id } = await reading.chat(HOST, { order_id: orderId })
      const { locale = defaultLocale } = options
      const content = options.content ?? words(locale).orderUpdated(checked.status)
      const metadata = parse(messageInput, {
        metadata: { order_id: orderId, update: checked },
      }).metadata
      const message: MessageInput = { type: 'order_update', content, metadata }
      return await send(id, message, options.tx === undefined ? {} : { tx: options.tx })
    },
  }

  const receipts: HostReceipts<Tx> = {
    async share(
      chatId: string,
      receipt: SharedReceipt,
      options: Partial<HostTx<Tx>> = {},
    ): Promise<Message & Pending<Message>> {
      const { url, sharedBy, content, locale = defaultLocale, details } = receipt
      const message: MessageInput = {
        type: 'receipt_shared',
        content: content ?? words(locale).receiptShared,
        attachment_url: parse(receiptUrl, { url }).url,
        metadata: { ...details, ...(sharedBy === undefined ? {} : { shared_by: sharedBy }) },
      }
      return await send(chatId, message, options)
    },
  }

  return { chat, orders, receipts }
}
