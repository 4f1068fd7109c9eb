import { expect, test } from 'vitest'
import { pairOnline } from './support/pair'

test('fault 14: a node cut off from the bus has everything within one head check, also inboxes', async () => {
  await using pair = await pairOnline({ nodes: 2, pins: { ann: 0, bob: 1 } })
  const { lab, chatId, ann, bob } = pair
  let unread = -1
  bob.client.chat.inbox.subscribe(({ chats }) => (unread = chats[0]?.unread_count ?? -1))
  await lab.clock.advance(1_000)
  lab.cutBus(1)
  for (const text of ['one', 'two', 'three'])
    await lab.clock.until(ann.client.chat.send(chatId, text))
  expect(bob.told).toEqual([])
  await lab.clock.advance(5_500)
  expect(bob.told).toEqual(['new 1 one', 'new 2 two', 'new 3 three'])
  expect(unread).toBe(3)
})
