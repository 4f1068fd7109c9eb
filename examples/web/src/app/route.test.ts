import { expect, test } from 'vitest'
import { routeOf } from './route'

const nothing = { chatId: null, orderId: null }

test.each([
  { address: '/', route: { page: 'start', ...nothing } },
  { address: '/?view=both', route: { page: 'both', ...nothing } },
  { address: '/operator', route: { page: 'operator', ...nothing } },
  { address: '/customer', route: { page: 'customer', ...nothing } },
  { address: '/shopper/?chat=c1', route: { page: 'shopper', ...nothing, chatId: 'c1' } },
  { address: '/elsewhere', route: { page: 'lost', ...nothing } },
  { address: '/chat/c%201', route: { page: 'shopper', ...nothing, chatId: 'c 1' } },
  { address: '/chat/c1?as=customer', route: { page: 'customer', ...nothing, chatId: 'c1' } },
  {
    address: '/orders/order-1?as=admin',
    route: { page: 'shopper', ...nothing, orderId: 'order-1' },
  },
  { address: '/chat/%', route: { page: 'shopper', ...nothing, chatId: '%' } },
  { address: '/chat/', route: { page: 'lost', ...nothing } },
])('$address', ({ address, route }) => {
  expect(routeOf(address, 'shopper')).toEqual(route)
})
