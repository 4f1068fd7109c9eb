import { createElement, StrictMode, useEffect, type ReactNode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createOtsyClient, type OtsyClient } from '../src/index'
import {
  OtsyProvider,
  useChat,
  useConnection,
  useInbox,
  useMe,
  useMessages,
  useOtsyEvent,
  usePresence,
  useTyping,
  useUnread,
  type MessagesResult,
} from '../src/react/index'
import { conversation, roomOf } from './support/conversation'
import { createPage } from './support/dom'
import { until } from './support/until'

function strict(otsy: OtsyClient, ...children: ReactNode[]) {
  return createElement(StrictMode, null, createElement(OtsyProvider, { client: otsy }, ...children))
}

function mount(otsy: OtsyClient, ...children: ReactNode[]): { page: HTMLElement; root: Root } {
  const page = createPage()
  const root = createRoot(page)
  root.render(strict(otsy, ...children))
  onTestFinished(() => root.unmount())
  return { page, root }
}

const shows = (page: HTMLElement, text: string) =>
  vi.waitFor(() => expect(page.textContent).toContain(text), { timeout: 8_000 })

describe('hooks', () => {
  it('show a chat under StrictMode, and what is written in it, once', async () => {
    const { customer, shopper, chatId } = await conversation()
    const joins: string[] = []
    const theirs = await roomOf(shopper, chatId)
    shopper.otsy.on('user_joined', ({ userId }) => joins.push(userId))
    let verbs: MessagesResult | undefined
    const seen = new Set<unknown>()
    function Chat() {
      const messages = useMessages(chatId)
      const { chat, members } = useChat(chatId)
      const me = useMe()
      useEffect(() => {
        verbs = messages
        seen.add(messages.send)
      })
      const lines = messages.rows.map(({ key, message }) =>
        createElement('p', { key }, `${message.sender_id}: ${message.content}`),
      )
      return createElement('div', null, `${me?.userId} ${chat?.order_id} ${members.length}`, lines)
    }
    const { page } = mount(customer.otsy, createElement(Chat))
    await shows(page, 'customer order-1 2')
    await verbs?.send('from a hook')
    await theirs.send('and back')
    await shows(page, 'shopper: and back')
    expect(page.querySelectorAll('p')).toHaveLength(2)
    expect(joins).toEqual(['customer'])
    expect(seen.size).toBe(1)
  })

  it('leave the chat after the last one is gone, and not before', async () => {
    const { customer, shopper, chatId } = await conversation({ device: { leaveAfterMs: 20 } })
    const left: string[] = []
    await roomOf(shopper, chatId)
    shopper.otsy.on('user_left', ({ userId }) => left.push(userId))
    const Rows = () => createElement('i', null, `${useMessages(chatId).state.status} `)
    const People = () => createElement('b', null, `${useTyping(chatId).people.length} typing`)
    const { page, root } = mount(customer.otsy, createElement(Rows), createElement(People))
    await shows(page, 'ready 0 typing')
    root.render(strict(customer.otsy, null, createElement(People)))
    await vi.waitFor(() => expect(page.querySelector('i')).toBeNull())
    const room = customer.otsy.chat.room(chatId)
    await room.send('still here')
    expect(left).toEqual([])
    root.render(strict(customer.otsy))
    await vi.waitFor(() => expect(left).toEqual(['customer']))
  })

  it('show the inbox, presence, unread counts, the connection and events', async () => {
    const { server, customer, shopper, chatId } = await conversation()
    const statuses: string[] = []
    function Panel() {
      const { chats } = useInbox()
      const presence = usePresence(['customer'])
      const unread = useUnread()
      const here = useUnread(chatId)
      const { state } = useConnection()
      useOtsyEvent('order_update', ({ update }) => statuses.push(update.status))
      const last = chats[0]?.last_message?.content
      return createElement(
        'p',
        null,
        `${last}|${presence.customer?.status}|${unread}|${here}|${state.status}`,
      )
    }
    const { page } = mount(shopper.otsy, createElement(Panel))
    await shows(page, 'undefined|offline|0|0|online')
    await (await roomOf(customer, chatId)).send('hello')
    await shows(page, 'hello|online|1|1|online')
    await server.otsy.orders.update('order-1', { status: 'shopping' })
    await vi.waitFor(() => expect(statuses).toEqual(['shopping']))
    await shopper.otsy.chat.markRead(chatId)
    await shows(page, '|online|0|0|online')
  })

  it('render on a server without starting anything', () => {
    const getToken = vi.fn(() => null)
    const otsy = createOtsyClient({ url: 'https://chat.example.com', getToken })
    function Everything() {
      const { rows, state } = useMessages('chat')
      const { chats } = useInbox()
      const words = [rows.length, state.status, chats.length, useUnread(), useUnread('chat')]
      usePresence(['someone'])
      useTyping('chat')
      return createElement('p', null, [...words, useConnection().state.status].join(' '))
    }
    const html = renderToString(strict(otsy, createElement(Everything)))
    expect(html).toBe('<p>0 idle 0 0 0 idle</p>')
    expect(getToken).not.toHaveBeenCalled()
  })

  it('say what is missing without a provider', () => {
    const Lost = () => createElement('p', null, useMessages('chat').rows.length)
    expect(() => renderToString(createElement(Lost))).toThrow(/OtsyProvider/)
  })

  it('show what is unsent, and what failed, with the means to mend it', async () => {
    const { server, customer, chatId } = await conversation()
    let verbs: MessagesResult | undefined
    function Chat() {
      const messages = useMessages(chatId)
      useEffect(() => {
        verbs = messages
      })
      return createElement(
        'p',
        null,
        messages.rows.map((row) => `[${row.message.content} ${row.delivery}]`),
      )
    }
    const { page } = mount(customer.otsy, createElement(Chat))
    await until(customer.otsy.chat.room(chatId).state, ({ status }) => status === 'ready')
    customer.network(false)
    void verbs?.send('later')
    await shows(page, '[later queued]')
    customer.network(true)
    await shows(page, '[later sent]')
    await server.otsy.chat.close(chatId)
    void verbs?.send('refused')
    await shows(page, '[refused failed]')
    verbs?.discard(verbs.rows.find(({ delivery }) => delivery === 'failed')?.key ?? '')
    await vi.waitFor(() => expect(page.textContent).not.toContain('refused'))
  })
})
