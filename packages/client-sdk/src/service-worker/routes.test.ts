import { expect, it } from 'vitest'
import { routesOf } from './routes'

it('routes come with the address of the ready worker, those that are given', () => {
  const chat = encodeURIComponent('/talk/{id}?as=a')
  const routes = routesOf(`https://app.example.com/otsy-sw.js?chat=${chat}`)
  expect(Object.keys(routes)).toEqual(['chat'])
  expect(routes.chat?.('a/$&')).toBe('/talk/a%2F%24%26?as=a')
})
