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
    app_badge: 2,
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

  test('pictures and buttons go before the text is lost', () => {
    const icon = `/${'i'.repeat(2_000)}`
    const payload = shown(notification({ icon, body: 'いい？' }))
    expect(payload).toMatchObject({ body: 'いい？', data: { chatId: 'chat-123' } })
    expect(payload).not.toHaveProperty('icon')
  })

  test.each([MOST, 2_000])('whatever is in it, it fits into %i and can be shown', (most) => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3_000 })
    const any = fc.record({
      title: text,
      body: text,
      data: fc.dictionary(fc.string({ maxLength: 40 }), fc.oneof(text, fc.integer()), {
        maxKeys: 60,
      }),
      tag: fc.string({ unit: 'binary', minLength: 1, maxLength: 128 }),
      icon: fc.webUrl(),
      url: text.map((path) => `/${path}`.slice(0, 2_048)),
      close: fc.array(fc.string({ maxLength: 128 }), { maxLength: 8 }),
    })
    fc.assert(
      fc.property(any, ({ close, ...rest }) => {
        const data = { ...rest.data, type: 'chat_message', chatId: 'c' }
        const given = notification({ ...rest, data })
        const payload = showPayload(given, { ...extras, close }, most)
        expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(most)
        const { title, ...found } = JSON.parse(payload) as { title: string }
        expect(found).toMatchObject({ id: 'n-1', tag: rest.tag, data: { chatId: 'c' } })
        expect(title).not.toBe('')
      }),
      { numRuns: 150 },
    )
  })

  test('ids that are as large as they may be go last', () => {
    const long = '\u0001'.repeat(128)
    const data = { type: long, chatId: long, orderId: long, messageId: long }
    const payload = showPayload(notification({ data, tag: long, title: 'T' }), extras, 2_000)
    expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(2_000)
    expect(JSON.parse(payload)).toMatchObject({ title: 'T', tag: long, data: {} })
  })

  test('tags to take down wait where they do not fit', () => {
    const close = Array.from({ length: 9 }, (_, i) => `${i}${'あ'.repeat(127)}`)
    const { close: some } = JSON.parse(closePayload({ close, unread: 1 }, 2_000)) as typeof extras
    expect(some).toEqual(close.slice(0, 5))
  })
})

test('leads where the notification says, else to its chat or order, else home', () => {
  expect(pathOf({ url: '/offers', data: { chatId: 'c' } })).toBe('/offers')
  expect(pathOf({ data: { type: 'chat_message', chatId: 'a/b' } })).toBe('/chat/a%2Fb')
  expect(pathOf({ data: { type: 'order_update', orderId: 'o', chatId: 'c' } })).toBe('/orders/o')
  expect(pathOf({ data: {} })).toBe('/')
})

test('a push that only takes down shows nothing', () => {
  expect(JSON.parse(closePayload({ close: ['chat-1'], unread: 0 }, MOST))).toEqual({
    silent: true,
    close: ['chat-1'],
    unread: 0,
  })
})
