import { expect, test } from 'vitest'
import { nextStep, orderNumber, statusOf } from './order'

test('an order goes from accepted to delivered and no further', () => {
  expect([null, 'accepted', 'shopping', 'delivering', 'delivered'].map(nextStep)).toEqual([
    'accepted',
    'shopping',
    'delivering',
    'delivered',
    null,
  ])
})

test('a status is read from an order update alone', () => {
  const metadata = { order_id: 'o', update: { status: 'shopping' } }
  expect(statusOf({ type: 'order_update', metadata })).toBe('shopping')
  expect(statusOf({ type: 'text', metadata })).toBeNull()
})

test.each([{}, { update: null }, { update: ['shopping'] }, { update: { status: 3 } }])(
  'free data without a status says nothing: %j',
  (metadata) => {
    expect(statusOf({ type: 'order_update', metadata })).toBeNull()
  },
)

test('an order is called by its number where its id has one', () => {
  expect(orderNumber('order-1001')).toBe('1001')
  expect(orderNumber('7f3c')).toBe('7f3c')
})
