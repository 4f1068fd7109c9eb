import type { Notification } from '@otsy/protocol'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { closePayload, pathOf, showPayload } from './payload'

const MOST = 3_993
const extras = { close: [], unread: 2, origin: 'https://app.example.com' }
const notification = (changes: Partial<Notification> = {}): Notification => ({
  id: 'n-1',
  user_id: 'u',
  kind: 'chat_message',
  title: 'New message from 田中さん',
  body: '商品について質問があります',
  icon: '/icons/chat-notification.png',
  tag: 'chat-123',
  data: { type: 'chat_message', chatId: 'chat-123', messageId: 'msg-456' },
  actions: [{ action: 'reply', title: 'Reply', icon: '/icons/reply.png' }],
  state: 'pending',
  created_at: '2026-01-15T00:00:00.000Z',
  ...changes,
})
const shown = (of: Notification, more: Partial<typeof extras> = {}) =>
  JSON.parse(showPayload(of, { ...extras, ...more }, MOST)) as Record<string, unknown>

test('carries the specified fields flat, and the same for browsers that need no worker', () => {
  const { user_id: _, state: _state, created_at: _at, ...given } = notification()
  const { title, body, icon, tag, data } = given
  expect(shown(notification())).toEqual({
    ...given,
    requireInteraction: false,
    unread: 2,
    web_push: 8030,
    notification: {
      ...{ title, body, icon, tag, data },
      navigate: 'https://app.example.com/chat/chat-123',
      app_badge: '2',
      actions: [
        {
          ...{ action: 'reply', title: 'Reply', icon: '/icons/reply.png' },
          navigate: 'https://app.example.com/chat/chat-123',
        },
      ],
    },
  })
})

test('says nothing of a place it does not know', () => {
  const payload = JSON.parse(
    showPayload(notification(), { ...extras, origin: null }, MOST),
  ) as object
  expect(payload).not.toHaveProperty('web_push')
})

describe('too much', () => {
  test('the text is trimmed, in both places alike, and the rest stays', () => {
    const payload = shown(notification({ body: '長い話'.repeat(2_000) }))
    expect(payload).toMatchObject({ tag: 'chat-123', data: { chatId: 'chat-123' } })
    expect(payload.body).toMatch(/^長い話.*…$/)
    expect(payload.notification).toMatchObject({ body: payload.body, title: payload.title })
  })

  test('whatever is in it, it fits, is JSON and knows its chat', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 3_000 })
    fc.assert(
      fc.property(text, text, text, (title, body, extra) => {
        const data = { type: 'chat_message', chatId: 'c', extra }
        const payload = showPayload(notification({ title, body, data }), extras, MOST)
        expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(MOST)
        expect(JSON.parse(payload)).toMatchObject({ id: 'n-1', data: { chatId: 'c' } })
      }),
      { numRuns: 200 },
    )
  })
})

test('leads where the notification says, else to its chat or order, else home', () => {
  expect(pathOf({ url: '/offers', data: { chatId: 'c' } })).toBe('/offers')
  expect(pathOf({ data: { type: 'chat_message', chatId: 'a/b' } })).toBe('/chat/a%2Fb')
  expect(pathOf({ data: { type: 'order_update', orderId: 'o', chatId: 'c' } })).toBe('/orders/o')
  expect(pathOf({ data: {} })).toBe('/')
})

test('a push that only takes down shows nothing', () => {
  expect(JSON.parse(closePayload({ close: ['chat-1'], unread: 0 }))).toEqual({
    silent: true,
    close: ['chat-1'],
    unread: 0,
  })
})
