import { expect, test } from 'vitest'
import { routeOf } from './route'

test.each([
  { address: '/', route: { page: 'start', chatId: null } },
  { address: '/?view=both', route: { page: 'both', chatId: null } },
  { address: '/customer', route: { page: 'customer', chatId: null } },
  { address: '/shopper/?chat=c1', route: { page: 'shopper', chatId: 'c1' } },
  { address: '/elsewhere', route: { page: 'start', chatId: null } },
])('$address', ({ address, route }) => {
  expect(routeOf(address)).toEqual(route)
})
