import { describe, expect, it } from 'vitest'
import { codes, pushWorld } from './support/push-world'

const world = pushWorld()

describe('diagnose()', () => {
  it('finds nothing where all is well', async () => {
    const otsy = world.page()
    await otsy.push.enable()
    expect(await otsy.push.diagnose()).toEqual([])
  })

  it('says before anything was enabled what is missing', async () => {
    expect(await codes(world.page())).toEqual(['permission_default', 'no_worker'])
    world.browser.permission = 'denied'
    expect(await codes(world.page())).toEqual(['permission_denied', 'no_worker'])
  })

  it('tells a browser that has the worker from one that is subscribed', async () => {
    await world.page().push.enable()
    await world.page().push.disable()
    expect(await codes(world.page())).toEqual(['no_subscription'])
  })

  it('tells a worker of another version from one that is not Otsy’s', async () => {
    const otsy = world.page()
    await otsy.push.enable()
    world.browser.version = 99
    expect(await otsy.push.diagnose()).toMatchObject([
      { code: 'worker_version', found: 99, expected: 1 },
    ])
    world.browser.version = null
    const patience = 3_000
    const setTimer = (run: () => void, ms: number) => setTimeout(run, ms === patience ? 0 : ms)
    expect(await codes(world.page({ environment: { setTimer } }))).toEqual(['foreign_worker'])
  })

  it('tells what browser and server disagree on', async () => {
    const otsy = world.page()
    await otsy.push.enable()
    world.publicKey = 'BAUG'
    expect(await codes(otsy)).toEqual(['key_mismatch'])
    world.publicKey = 'AQID'
    world.subscriptions = world.subscriptions.map((one) => ({ ...one, state: 'key_mismatch' }))
    expect(await codes(otsy)).toEqual(['subscription_key_mismatch'])
    world.subscriptions = []
    expect(await codes(otsy)).toEqual(['subscription_unknown'])
    world.browser.subscription = null
    expect(await codes(otsy)).toEqual(['no_subscription', 'subscription_unknown'])
  })

  it('tells of preferences and quiet hours', async () => {
    const now = () => Date.parse('2026-01-01T14:30:00Z')
    const otsy = world.page({ environment: { now } })
    await otsy.push.enable()
    const quiet_hours = { from: '22:00', to: '07:30', time_zone: 'Asia/Tokyo' }
    world.answer({
      getPreferences: () => ({
        ...{ order_updates: true, chat_messages: false, promotional: true, system_alerts: true },
        quiet_hours,
      }),
    })
    const found = await otsy.push.diagnose()
    expect(found).toMatchObject([
      { code: 'preference_off', preference: 'chat_messages' },
      { code: 'quiet_hours', ...quiet_hours },
    ])
    for (const { message, remedy } of found) expect(message && remedy).toMatch(/\w+/)
  })

  it('says why the server could not be asked', async () => {
    const otsy = world.page({ getToken: () => null })
    await world.page().push.enable()
    expect(await otsy.push.diagnose()).toMatchObject([
      { code: 'server_unreachable', error: { code: 'signed_out' } },
    ])
  })
})
