import { describe, expect, test } from 'vitest'
import { render } from './templates'

describe('the specified notifications', () => {
  test('a new message', () => {
    const data = {
      chatId: 'chat-123',
      messageId: 'msg-456',
      senderName: '田中さん',
      content: '商品について質問があります',
    }
    expect(render('chat_message', data, { locale: 'en' })).toEqual({
      title: 'New message from 田中さん',
      body: '商品について質問があります',
      icon: '/icons/chat-notification.png',
      tag: 'chat-123',
      data: { type: 'chat_message', chatId: 'chat-123', messageId: 'msg-456' },
      actions: [
        { action: 'reply', title: 'Reply', icon: '/icons/reply.png' },
        { action: 'view_order', title: 'View Order', icon: '/icons/order.png' },
      ],
    })
    expect(render('chat_message', data, { locale: 'ja-JP' }).title).toBe(
      '田中さんからの新着メッセージ',
    )
  })

  test('an order update', () => {
    const data = { orderId: 'order-789', status: 'shopping' }
    expect(render('order_update', data, { locale: 'en' })).toEqual({
      title: 'Order Update',
      body: 'Your order status has been updated to: Shopping',
      icon: '/icons/order-update.png',
      tag: 'order-789',
      data: { type: 'order_update', orderId: 'order-789', status: 'shopping' },
      actions: [{ action: 'view_order', title: 'View Order', icon: '/icons/view.png' }],
    })
  })
})

test('several messages are one with a count', () => {
  const data = { chatId: 'c', messageId: 'm', senderName: 'Ann', content: 'hi', count: 5 }
  expect(render('chat_message', data, { locale: 'en' }).title).toBe('5 new messages from Ann')
  expect(render('chat_message', data, { locale: 'ja' }).title).toBe(
    'Annからの新着メッセージ（5件）',
  )
})

test('a message without a text says what it is', () => {
  const data = { chatId: 'c', messageId: 'm', senderName: 'Ann', content: '', type: 'image' }
  expect(render('chat_message', data, { locale: 'en' }).body).toBe('Sent a photo')
})

test.each(['en', 'ja', 'fr'])('every template has words in %s', (locale) => {
  const order = { orderId: 'o' }
  for (const { title, body } of [
    render('new_order', order, { locale }),
    render('new_order', { ...order, customerName: 'Ann', total: '¥1,200' }, { locale }),
    render('payment', { ...order, status: 'failed', amount: '¥1,200' }, { locale }),
    render('payment', { ...order, status: 'refunded', amount: '¥1,200' }, { locale }),
  ]) {
    expect(title).not.toBe('')
    expect(body).not.toMatch(/undefined|^$/)
  }
})

test('names the field that is missing', () => {
  const data = { orderId: 'o', status: 'succeeded' } as unknown as Parameters<
    typeof render<'payment'>
  >[1]
  expect(() => render('payment', data, { locale: 'en' })).toThrow(
    expect.objectContaining({
      code: 'invalid_input',
      details: [{ path: 'data.amount', message: 'must be a text' }],
    }),
  )
})

test('a host has its own words, and may start from the standard ones', () => {
  const templates = {
    order_update: (
      { status }: { status: string },
      { locale, standard }: { locale: string; standard: ReturnType<typeof render> },
    ) => ({ ...standard, body: `${locale}: ${status}!` }),
  }
  const shown = render(
    'order_update',
    { orderId: 'o', status: 'done' },
    { locale: 'fr', templates },
  )
  expect(shown).toMatchObject({ title: 'Order Update', body: 'fr: done!', tag: 'o' })
})
