import { expect, test } from 'vitest'
import { pairOnline } from './support/pair'

test('fault 6: one key at once on two nodes has one winner and equal answers', async () => {
  await using pair = await pairOnline({ nodes: 2 })
  const { lab, chatId } = pair
  const nodes = [0, 1].map((node) => {
    const { client, device } = pair.join('ann', `ann at ${node}`)
    device.pin(node)
    return client
  })
  await lab.clock.advance(1_000)
  const sends = nodes.map((client) => client.chat.send(chatId, 'once', { clientId: 'key' }))
  const [one, other] = await lab.clock.until(Promise.all(sends))
  expect(one).toEqual(other)
  expect(await pair.stored()).toHaveLength(1)
})

test('fault 7: the same key with another body is refused, and the row stays as it is', async () => {
  await using pair = await pairOnline({ nodes: 2 })
  const { lab, chatId, ann } = pair
  const first = await lab.clock.until(ann.client.chat.send(chatId, 'first', { clientId: 'key' }))
  const { client } = pair.join('ann', 'tablet of ann')
  const second = client.chat.send(chatId, 'second', { clientId: 'key' })
  const refusal = lab.clock.until(second.catch((error: unknown) => error))
  expect(await refusal).toMatchObject({ code: 'client_id_conflict' })
  expect(await pair.stored()).toEqual([first])
})
