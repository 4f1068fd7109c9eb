import { beforeEach, expect, it } from 'vitest'
import { codes, pushWorld, state } from './support/push-world'

const world = pushWorld()

beforeEach(async () => {
  const otsy = world.page()
  await otsy.push.enable()
  otsy.close()
  world.calls = []
})

it('a subscription is left alone by an app of the same origin that has a scope of its own', async () => {
  const other = world.page({ push: { scope: '/other' } }, 'ken')
  await state(other, 'off')
  expect(await codes(other)).toContain('no_worker')
  expect(world.calls).toEqual([])
  await state(world.page({ push: { scope: '/' } }), 'on')
})

it('a person’s devices are told of, and which of them this one is', async () => {
  const otsy = world.page()
  await state(otsy, 'on')
  world.subscriptions = ['sub-1', 'sub-2'].flatMap((id) =>
    world.subscriptions.map((one) => ({ ...one, id })),
  )
  const devices = (await otsy.push.devices()).map(({ id, current }) => [id, current])
  expect(devices).toEqual([
    ['sub-1', true],
    ['sub-2', false],
  ])
})
