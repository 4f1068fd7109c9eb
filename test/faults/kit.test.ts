import { createOtsyClient } from '@otsy/client-sdk'
import { createTestOtsy, type TestOtsy } from '@otsy/server-kit/testing'
import { afterEach, expect, test } from 'vitest'

let lab: TestOtsy
afterEach(() => lab.close())

function client(userId: string) {
  const device = lab.device(`phone of ${userId}`)
  return createOtsyClient({
    url: device.url,
    getToken: async () => lab.token(userId),
    environment: device.environment,
  })
}

test('a message goes from one to the other, in memory, in no time', async () => {
  lab = await createTestOtsy()
  const chat = await lab.otsy.chat.open({ order_id: 'o', user_id: 'ann', shopper_id: 'bob' })
  const [ann, bob] = [client('ann'), client('bob')]
  const seen: string[] = []
  bob.chat.room(chat.id).messages.subscribe(() => {})
  bob.on('new_message', (m) => void seen.push(m.content))
  await lab.clock.settle()
  const sent = ann.chat.send(chat.id, 'hello')
  await lab.clock.advance(1_000)
  expect((await sent).seq).toBe(1)
  expect(seen).toEqual(['hello'])
})
