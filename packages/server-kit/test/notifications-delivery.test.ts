import { describe, expect, test } from 'vitest'
import { OtsyError } from '../src/index'
import { say } from './support/start-server'
import { startNotifying } from './support/start-notifying'

const alert = { kind: 'system_alert', title: 'Closing soon', body: 'At nine' } as const

describe('a push service', () => {
  test('that says a device is gone ends the device, not the notification’s others', async () => {
    await using server = await startNotifying()
    const taro = await server.server.person('taro')
    const [dead, alive] = [await server.subscribe(taro, 'dead'), await server.subscribe(taro, 'ok')]
    server.push.answer = ({ endpoint }) =>
      endpoint === dead.endpoint ? { outcome: 'gone', status: 410 } : { outcome: 'accepted' }
    const { id } = await server.notifications.send('taro', alert)
    await server.delivered(2)
    const { subscriptions } = await server.must(taro, 'listSubscriptions')
    expect(subscriptions.map((one) => one.id)).toEqual([alive.id])
    const steps = await server.notifications.explain(id)
    const pushes = steps.filter(({ step }) => step === 'push')
    expect(pushes.map(({ outcome }) => outcome).sort()).toEqual(['accepted', 'gone'])
    expect(JSON.stringify(steps)).not.toContain(dead.endpoint)
  })

  test('that fails is asked again later, until it takes it', async () => {
    await using server = await startNotifying()
    const taro = await server.server.person('taro')
    const phone = await server.subscribe(taro, 'phone')
    let isBroken = true
    server.push.answer = () =>
      isBroken ? { outcome: 'retry', reason: 'server_error', status: 500 } : { outcome: 'accepted' }
    const { id } = await server.notifications.send('taro', alert)
    await server.pushed(phone)
    await server.delivered(1)
    isBroken = false
    await server.passes(60_000)
    await server.pushed(phone)
    await server.delivered(1)
    const [notification] = (await server.must(taro, 'listNotifications')).notifications
    expect(notification).toMatchObject({ id, state: 'sent' })
  })

  test('that never takes it lets it expire', async () => {
    await using server = await startNotifying()
    const taro = await server.server.person('taro')
    const phone = await server.subscribe(taro, 'phone')
    server.push.answer = () => ({ outcome: 'retry', reason: 'timeout' })
    await server.notifications.send('taro', { ...alert, ttl: 60 })
    await server.pushed(phone)
    await server.delivered(1)
    await server.passes(60_000)
    expect(await server.settled.next()).toMatchObject({ outcome: 'expired' })
    const [notification] = (await server.must(taro, 'listNotifications')).notifications
    expect(notification).toMatchObject({ state: 'expired' })
    expect(server.push.sent.all).toHaveLength(1)
  })

  test('that does not know the key marks the device, until it subscribes anew', async () => {
    await using server = await startNotifying()
    const taro = await server.server.person('taro')
    const phone = await server.subscribe(taro, 'phone')
    server.push.answer = () => ({ outcome: 'key_mismatch', status: 403 })
    await server.notifications.send('taro', alert)
    await server.delivered(1)
    const states = async () =>
      (await server.must(taro, 'listSubscriptions')).subscriptions.map(({ state }) => state)
    expect(await states()).toEqual(['key_mismatch'])
    await server.must(taro, 'subscribe', { json: phone.json })
    expect(await states()).toEqual(['active'])
  })
})

describe('the host', () => {
  test('notifies from a template, once under one key, in the language it knows', async () => {
    await using server = await startNotifying({
      resolveUsers: async (ids) => Object.fromEntries(ids.map((id) => [id, { locale: 'ja' }])),
    })
    const phone = await server.subscribe(await server.server.person('taro'), 'phone')
    const data = { orderId: 'order-1', status: 'succeeded', amount: '¥1,200' } as const
    const notify = () =>
      server.notifications.notify('taro', { kind: 'payment', data, dedupeKey: 'paid-1' })
    const first = await notify()
    expect(await notify()).toEqual({ id: first.id, outcome: 'duplicate' })
    const { payload, message } = await server.pushed(phone)
    expect(payload).toMatchObject({ title: 'お支払い', tag: 'payment-order-1' })
    expect(payload.body).toBe('¥1,200のお支払いが完了しました')
    expect(message).toMatchObject({ urgency: 'normal', ttl: 3 * 24 * 60 * 60 })
    const wrong = server.notifications.notify('taro', {
      kind: 'payment',
      data: { orderId: 'order-1', status: 'succeeded' } as never,
    })
    const details = [{ path: 'data.amount' }]
    await expect(wrong).rejects.toMatchObject({ code: 'invalid_input', details })
    await expect(wrong).rejects.toBeInstanceOf(OtsyError)
  })

  test('has its own words, and the standard ones where these fail', async () => {
    await using server = await startNotifying({
      notifications: {
        templates: {
          chat_message(data, { standard }) {
            if (data.content === 'fail') throw new Error('a template that fails')
            return { ...standard, title: `${data.senderName || 'Somebody'} writes` }
          },
        },
      },
    })
    const chat = await server.server.open()
    const phone = await server.subscribe(await server.server.person('taro'), 'phone')
    const here = await (await server.server.person('hanako')).connect()
    await say(here, chat.id, 'fail')
    expect((await server.pushed(phone)).payload.title).toBe('New message')
    await server.delivered(1)
    await server.passes(10_000)
    await say(here, chat.id, 'Hello')
    expect((await server.pushed(phone)).payload.title).toBe('Somebody writes')
  })

  test('signs somebody out everywhere, and their devices get nothing more', async () => {
    await using server = await startNotifying()
    await server.subscribe(await server.server.person('taro'), 'phone')
    await server.otsy.tokens.revokeAllOf('taro')
    await server.notifications.send('taro', alert)
    const { notification } = await server.decision('taro')
    expect(notification.state).toBe('suppressed')
    expect(server.push.sent.all).toEqual([])
  })
})

test('what a server did not get to is done by the next', async () => {
  await using first = await startNotifying()
  const taro = await first.server.person('taro')
  const phone = await first.subscribe(taro, 'phone')
  first.push.answer = () => ({ outcome: 'retry', reason: 'unreachable' })
  const { id } = await first.notifications.send('taro', alert)
  await first.delivered(1)
  await first.otsy.close()
  await using second = await startNotifying({ after: first })
  await second.passes(60_000)
  expect((await second.pushed(phone)).payload.id).toBe(id)
})
