import { expect, test } from 'vitest'
import { startServer } from './support/start-server'

test('sync says when there is more news than it answers', async () => {
  await using server = await startServer()
  const taro = await (await server.person('taro')).connect()
  const news = async () => {
    const { inbox, inbox_has_more } = await taro.must('sync', { epoch: 'e', cursors: {} })
    return [inbox.length, inbox_has_more]
  }
  const open = async (n: number) => {
    const { id } = await server.open({ order_id: `order-${n}` })
    await server.otsy.chat.send(id, { content: 'Hello' }, { as: 'hanako' })
  }
  for (let n = 1; n <= 100; n++) await open(n)
  expect(await news()).toEqual([100, false])
  await open(101)
  expect(await news()).toEqual([100, true])
})
