import type { PushSender } from '@otsy/server-kit'
import { createTestOtsy } from '@otsy/server-kit/testing'
import { expect, test } from 'vitest'

/** A push service that takes everything, and what it took. */
function takingSender() {
  const payloads: { tag?: string }[] = []
  const sender: PushSender = {
    ...{ publicKey: 'key', keyHash: 'hash', maxPayloadBytes: 3_000 },
    check: () => ({ origin: 'https://push.test', allowsSilent: false }),
    send: async (_target, { payload }) => {
      payloads.push(JSON.parse(payload) as { tag?: string })
      return { outcome: 'accepted' }
    },
    secretOf: (id) => `secret of ${id}`,
    close: async () => {},
  }
  return { payloads, sender }
}

test('fault 31: a node killed between a push and its mark repeats it at most once, under the same tag', async () => {
  const { payloads, sender } = takingSender()
  const lab = await createTestOtsy({ nodes: 2, server: { push: sender } })
  try {
    const body = {
      endpoint: 'https://push.test/bob',
      keys: { p256dh: 'B'.repeat(87), auth: 'A'.repeat(22) },
    }
    const request = new Request('http://otsy.test/v1/notifications/subscribe', {
      method: 'POST',
      headers: {
        authorization: `Bearer ${lab.token('bob')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(body),
    })
    expect((await lab.otsy.handler(request)).status).toBe(201)
    const chat = await lab.otsy.chat.open({ order_id: 'o', user_id: 'ann', shopper_id: 'bob' })
    for (const node of [0, 1]) lab.kill(node, { method: 'settle', moment: 'before' })
    await lab.otsy.chat.send(chat.id, { content: 'hello' }, { as: 'ann' })
    await lab.clock.advance(60_000)
    const dead = lab.nodes.filter(({ isAlive }) => !isAlive)
    expect(dead).toHaveLength(1)
    expect(payloads).toHaveLength(1)
    // The other one finds it once the dead one's lease is over; it may mark what it pushed.
    lab.heal()
    await lab.clock.advance(180_000)
    expect(payloads).toHaveLength(2)
    expect(payloads[1]?.tag).toBe(payloads[0]?.tag)
    await lab.clock.advance(600_000)
    expect(payloads).toHaveLength(2)
  } finally {
    await lab.close()
  }
})
