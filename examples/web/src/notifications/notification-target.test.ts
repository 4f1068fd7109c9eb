import { expect, test } from 'vitest'
import { targetOf } from './notification-target'

test.each([
  [{ data: { type: 'chat_message', chatId: 'c1', orderId: 'o1' } }, { kind: 'chat', chatId: 'c1' }],
  [{ data: { type: 'new_order', orderId: 'o1' } }, { kind: 'order', orderId: 'o1' }],
  [
    { url: '/offers?week=3', data: { chatId: 'c1' } },
    { kind: 'path', path: '/offers?week=3' },
  ],
  [{ url: '//evil.example/', data: {} }, null],
  [{ url: 'javascript:alert(1)', data: {} }, null],
  [{ data: { chatId: 7 } }, null],
])('%j leads to %j', (notification, target) => {
  expect(targetOf(notification)).toEqual(target)
})
