import { describe, expect, test } from 'vitest'
import { say } from './support/start-server'
import { startNotifying, type NotifyingServer } from './support/start-notifying'

const TOKYO_23H = Date.UTC(2026, 0, 15, 14)
const HOUR = 3_600_000

async function scene(server: NotifyingServer) {
  const chat = await server.server.open()
  const [hanako, taro] = [await server.server.person('hanako'), await server.server.person('taro')]
  const phone = await server.subscribe(taro, 'phone')
  return { chat, taro, phone, here: await hanako.connect(), there: await taro.connect() }
}

describe('quiet hours', () => {
  const night = { from: '22:00', to: '07:00', time_zone: 'Asia/Tokyo' }

  test('keep what comes for the morning, in the history meanwhile', async () => {
    await using server = await startNotifying({ startAt: TOKYO_23H })
    const { chat, taro, phone, here, there } = await scene(server)
    await server.must(taro, 'setPreferences', { json: { quiet_hours: night } })
    await say(here, chat.id, 'Good night')
    expect(await server.decision('taro')).toMatchObject({
      ...{ outcome: 'defer', because: 'quiet_hours', until: TOKYO_23H + 8 * HOUR },
    })
    const { id, state } = await there.next('notification')
    expect(state).toBe('deferred')
    expect((await server.must(taro, 'listNotifications')).notifications).toMatchObject([{ id }])
    await say(here, chat.id, 'One more thing')
    await server.passes(8 * HOUR - 1)
    expect(server.push.sent.all).toEqual([])
    await server.passes(1)
    const { payload } = await server.pushed(phone)
    expect(payload).toMatchObject({ id, body: 'One more thing', title: '2 new messages' })
  })

  test('do not keep an alert of the system', async () => {
    await using server = await startNotifying({ startAt: TOKYO_23H })
    const { taro, phone } = await scene(server)
    await server.must(taro, 'setPreferences', { json: { quiet_hours: night } })
    const alert = { kind: 'system_alert', title: 'Recall', body: 'Do not eat it' } as const
    await server.notifications.send('taro', alert)
    expect((await server.pushed(phone)).payload.title).toBe('Recall')
  })

  test('that outlast it let it expire', async () => {
    await using server = await startNotifying({ startAt: TOKYO_23H })
    const { taro } = await scene(server)
    await server.must(taro, 'setPreferences', { json: { quiet_hours: night } })
    const offer = { kind: 'new_order', title: 'An order', body: '' } as const
    const { id } = await server.notifications.send('taro', offer)
    await server.decision('taro')
    await server.passes(8 * HOUR)
    expect(await server.decision('taro')).toMatchObject({ outcome: 'drop', state: 'expired' })
    const steps = await server.notifications.explain(id)
    expect(steps.map(({ step, outcome }) => `${step} ${outcome}`)).toEqual([
      ...['preference passed', 'quiet_hours deferred', 'expired stopped'],
    ])
  })
})

describe('a preference', () => {
  test.each([
    ['chat_messages', 'chat_message'],
    ['order_updates', 'order_update'],
  ] as const)('%s that is off stops %s alone', async (preference, kind) => {
    await using server = await startNotifying()
    const { chat, taro, here } = await scene(server)
    await server.must(taro, 'setPreferences', { json: { [preference]: false } })
    await say(here, chat.id, 'Hello')
    await server.otsy.orders.update('order-1', { status: 'shopping' })
    const decided = [await server.decision('taro'), await server.decision('taro')]
    const stopped = decided.find(({ notification }) => notification.kind === kind)
    expect(stopped).toMatchObject({ outcome: 'drop', state: 'suppressed' })
    expect(stopped?.steps.at(-1)).toMatchObject({ step: 'preference', outcome: 'stopped' })
    const { notifications } = await server.must(taro, 'listNotifications')
    expect(notifications.map((one) => one.kind)).not.toContain(kind)
    expect(notifications).toHaveLength(1)
  })

  test('for advertising has to be given first', async () => {
    await using server = await startNotifying()
    const { taro, phone } = await scene(server)
    const sale = { kind: 'promotional', title: 'Sale', body: '' } as const
    await server.notifications.send('taro', sale)
    expect(await server.decision('taro')).toMatchObject({ outcome: 'drop', state: 'suppressed' })
    await server.must(taro, 'setPreferences', { json: { promotional: true } })
    await server.notifications.send('taro', sale)
    const { message } = await server.pushed(phone)
    expect(message.urgency).toBe('low')
  })
})

describe('a chat', () => {
  test('that is muted tells nothing until the time is over', async () => {
    await using server = await startNotifying()
    const { chat, taro, phone, here } = await scene(server)
    const until = new Date(server.now + HOUR).toISOString()
    await server.must(taro, 'muteChat', { path: `/v1/chat/${chat.id}/mute`, json: { until } })
    await say(here, chat.id, 'Hello')
    const { steps } = await server.decision('taro')
    expect(steps.at(-1)).toMatchObject({ step: 'muted', outcome: 'stopped' })
    expect((await server.must(taro, 'listNotifications')).total).toBe(0)
    await server.passes(HOUR)
    await say(here, chat.id, 'Hello again')
    expect((await server.pushed(phone)).payload.title).toBe('2 new messages')
  })

  test('somebody was removed from tells them nothing more', async () => {
    await using server = await startNotifying({ startAt: TOKYO_23H })
    const { chat, taro, here } = await scene(server)
    const quiet_hours = { from: '22:00', to: '07:00', time_zone: 'Asia/Tokyo' }
    await server.must(taro, 'setPreferences', { json: { quiet_hours } })
    await say(here, chat.id, 'Hello')
    await server.decision('taro')
    await server.otsy.chat.members.remove(chat.id, 'taro')
    await server.passes(8 * HOUR)
    const { state, steps } = await server
      .decision('taro')
      .then((one) => ({ steps: one.steps, state: one.outcome === 'drop' ? one.state : null }))
    expect([state, steps.at(-1)?.step]).toEqual(['cancelled', 'membership'])
    await say(here, chat.id, 'Are you gone?')
    await server.passes(1)
    expect(server.push.sent.all).toEqual([])
  })
})
