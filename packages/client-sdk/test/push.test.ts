import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { OtsyClient } from '../src/index'
import { refusal } from '../src/testing/index'
import { codes, pushWorld, state, tokenOf, url } from './support/push-world'
import { until } from './support/until'

const world = pushWorld()
const shownTags = () => world.browser.screen.map(({ tag }) => tag)

/** Connects, and lets what a connection brings about happen. */
async function online(otsy: OtsyClient): Promise<void> {
  otsy.connection.connect()
  await until(otsy.connection, ({ status }) => status === 'connecting')
  await vi.waitFor(() => {
    world.wire.greet('hanako')
    expect(otsy.connection.get().status).toBe('online')
  })
}

describe('push', () => {
  it('is off until somebody wants it, and registers nothing until then', async () => {
    const otsy = world.page()
    expect(otsy.push.status.get()).toEqual({ state: 'loading' })
    await state(otsy, 'off')
    expect([world.browser.registered, world.calls]).toEqual([[], []])
  })

  it('is enabled by one call, which asks for permission before anything else', async () => {
    const otsy = world.page({ push: { serviceWorker: '/app/sw.js', scope: '/app/' } })
    const enabling = otsy.push.enable()
    expect(world.browser.permission).toBe('granted')
    await enabling
    expect(otsy.push.status.get()).toEqual({ state: 'on' })
    expect(world.browser.registered).toEqual(['/app/sw.js /app/'])
    expect(world.calls).toEqual([
      {
        name: 'subscribe',
        token: tokenOf('hanako'),
        body: {
          endpoint: 'https://push.example.com/1',
          expirationTime: null,
          keys: { p256dh: 'cDI1', auth: 'YXV0' },
          locale: 'ja-JP',
        },
      },
    ])
    expect([...world.browser.records.values()]).toEqual([
      {
        base: url,
        scope: '/app/',
        id: 'sub-1',
        secret: 'secret-1',
        endpoint: 'https://push.example.com/1',
        key: 'AQID',
      },
    ])
  })

  it('takes a registration the host made itself', async () => {
    const serviceWorker = await world.browser.push().register('/own.js', '/')
    await world.page({ push: { serviceWorker } }).push.enable()
    expect(world.browser.registered).toEqual(['/own.js /'])
  })

  it('sends no language that is in a form of the browser’s own', async () => {
    world.browser.language = 'en-US@posix'
    await world.page().push.enable()
    expect(world.calls[0]?.body).not.toHaveProperty('locale')
  })

  it.each([
    ['denied', 'blocked'],
    ['default', 'off'],
  ] as const)('is refused when the person answers %s', async (given, shown) => {
    world.browser.answer = given
    const otsy = world.page()
    await expect(otsy.push.enable()).rejects.toMatchObject({ code: 'push_denied' })
    expect(otsy.push.status.get()).toEqual({ state: shown })
    expect(world.browser.registered).toEqual([])
  })

  it.each(['unsupported_browser', 'ios_home_screen', 'insecure_context'] as const)(
    'is not to be had: %s',
    async (obstacle) => {
      world.browser.obstacle = obstacle
      const otsy = world.page()
      await expect(otsy.push.enable()).rejects.toMatchObject({ code: 'push_unsupported' })
      expect(await state(otsy, 'unsupported')).toMatchObject({ reason: obstacle })
      expect(await codes(otsy)).toEqual([obstacle])
      await otsy.push.disable()
    },
  )

  it('is not to be had where there is no browser', async () => {
    const otsy = world.page({ environment: { push: () => null } })
    otsy.push.status.subscribe(() => undefined)
    await expect(otsy.push.enable()).rejects.toMatchObject({ code: 'push_unsupported' })
    expect(otsy.push.status.get()).toEqual({ state: 'loading' })
    expect(await codes(otsy)).toEqual(['unsupported_browser'])
  })

  it('says what failed', async () => {
    world.browser.hasScript = false
    await expect(world.page().push.enable()).rejects.toMatchObject({ code: 'push_failed' })
    world.browser.hasScript = true
    world.browser.hasPushService = false
    await expect(world.page().push.enable()).rejects.toMatchObject({ code: 'push_failed' })
    world.answer({ getVapidPublicKey: () => refusal(501, { code: 'push_not_configured' }) })
    const otsy = world.page()
    await expect(otsy.push.enable()).rejects.toMatchObject({ code: 'push_not_configured' })
    expect(await codes(otsy)).toContain('push_not_configured')
  })
})

describe('at the next load', () => {
  beforeEach(async () => {
    await world.page().push.enable()
    world.calls = []
  })

  it('the server is told again, once, with the secret', async () => {
    const otsy = world.page()
    await state(otsy, 'on')
    otsy.push.status.subscribe(() => undefined)
    await codes(otsy)
    expect(world.calls).toMatchObject([{ name: 'subscribe', body: { secret: 'secret-1' } }])
  })

  it('being connected is enough to tell the server', async () => {
    const otsy = world.page()
    await online(otsy)
    await vi.waitFor(() => expect(world.calls).toHaveLength(1))
    world.wire.greet('hanako')
    await otsy.push.diagnose()
    expect(world.calls).toHaveLength(1)
  })

  it('a subscription for another key is made anew', async () => {
    world.publicKey = 'BAUG'
    await state(world.page(), 'on')
    expect(world.calls).toMatchObject([{ body: { endpoint: 'https://push.example.com/2' } }])
    expect(world.browser.records.get(url)).toMatchObject({ key: 'BAUG' })
  })

  it('a subscription the push service refused the key of is made anew', async () => {
    world.subscriptions = world.subscriptions.map((one) => ({ ...one, state: 'key_mismatch' }))
    await state(world.page(), 'on')
    expect(world.calls).toMatchObject([{ body: { endpoint: 'https://push.example.com/2' } }])
  })

  it('a subscription the server dropped, as after a 410, is made anew', async () => {
    world.subscriptions = []
    await state(world.page(), 'on')
    expect(world.calls).toMatchObject([{ body: { endpoint: 'https://push.example.com/2' } }])
  })

  it('a subscription the browser lost is made anew', async () => {
    world.browser.subscription = null
    await state(world.page(), 'on')
    expect(world.calls).toMatchObject([{ body: { endpoint: 'https://push.example.com/2' } }])
  })

  it('a subscription that is somebody else’s at the server is left to them', async () => {
    const told: unknown[] = []
    world.answer({
      subscribe: ({ body }) => {
        told.push([body.endpoint, body.secret])
        return told.length === 1
          ? refusal(404, { code: 'not_found' })
          : { success: true, message: '', id: 'sub-9', secret: 'secret-9' }
      },
    })
    await state(world.page(), 'on')
    expect(told).toEqual([
      ['https://push.example.com/1', 'secret-1'],
      ['https://push.example.com/2', undefined],
    ])
    expect(world.browser.records.get(url)).toMatchObject({ id: 'sub-9', secret: 'secret-9' })
  })

  it('it stays on without a server, and without anybody signed in', async () => {
    world.answer({ subscribe: () => refusal(503, { code: 'overloaded', retryable: true }) })
    const otsy = world.page()
    await state(otsy, 'on')
    otsy.presence.set({ viewing: 'chat-1' })
    world.browser.show('chat-1', { chatId: 'chat-1' })
    world.browser.tell({ type: 'otsy:shown', chatId: 'chat-1' })
    await vi.waitFor(() => expect(shownTags()).toEqual([]))
    await state(world.page({ getToken: () => null }), 'on')
    expect(world.browser.records.size).toBe(1)
  })

  it('it stays on where the worker’s script can’t be had just now', async () => {
    world.browser.hasScript = false
    await state(world.page(), 'on')
    expect(world.calls).toHaveLength(1)
  })

  it('it is broken when it can’t be mended, and says why', async () => {
    world.browser.subscription = null
    world.browser.hasPushService = false
    const broken = await state(world.page(), 'broken')
    expect(broken).toMatchObject({ error: { code: 'push_failed' } })
    world.browser.permission = 'default'
    expect(await state(world.page(), 'broken')).toMatchObject({ error: { code: 'push_denied' } })
    world.browser.permission = 'denied'
    await state(world.page(), 'blocked')
  })

  it('it is looked at again when the page is shown', async () => {
    const shown: (() => void)[] = []
    const onVisibleChange = (listener: () => void) => {
      shown.push(listener)
      return () => undefined
    }
    const otsy = world.page({ environment: { onVisibleChange } })
    await state(otsy, 'on')
    world.browser.permission = 'denied'
    const blocked = state(otsy, 'blocked')
    for (const listener of shown) listener()
    await blocked
  })
})

describe('the end of it', () => {
  beforeEach(async () => {
    await world.page().push.enable()
    world.calls = []
  })

  it('disable() ends it here and at the server', async () => {
    const otsy = world.page()
    world.browser.show('chat-1', { otsy: {} })
    world.browser.show('theirs')
    await otsy.push.disable()
    const body = { endpoint: 'https://push.example.com/1' }
    expect(world.calls).toEqual([{ name: 'unsubscribe', token: tokenOf('hanako'), body }])
    expect([world.browser.subscription, world.browser.records.size, world.browser.badge]).toEqual([
      null,
      0,
      0,
    ])
    expect(world.browser.screen.map(({ tag }) => tag)).toEqual(['theirs'])
    expect(otsy.push.status.get()).toEqual({ state: 'off' })
  })

  it('disable() ends it here also without a server', async () => {
    world.answer({ unsubscribe: () => refusal(503, { code: 'overloaded' }) })
    await world.page().push.disable()
    expect([world.browser.subscription, world.browser.records.size]).toEqual([null, 0])
  })

  it('signing out ends it in the name of who goes', async () => {
    const tokens = [tokenOf('hanako'), tokenOf('taro')]
    const otsy = world.page({ getToken: () => tokens.shift() ?? null })
    await otsy.rest.getPreferences()
    await otsy.signOut()
    expect(world.calls).toMatchObject([{ token: tokenOf('hanako') }])
    expect([world.browser.subscription, world.browser.records.size]).toEqual([null, 0])
    await state(otsy, 'off')
    expect(world.calls).toHaveLength(1)
  })

  it('signing out of a page that never asked for a token ends it here', async () => {
    await world.page().signOut()
    expect([world.calls, world.browser.subscription, world.browser.records.size]).toEqual([
      [],
      null,
      0,
    ])
  })

  it('closing the client ends nothing', async () => {
    world.page().close()
    expect([world.calls, world.browser.records.size]).toEqual([[], 1])
  })

  it('the next person’s sign-in moves it to them', async () => {
    const otsy = world.page({}, 'taro')
    await state(otsy, 'on')
    const body = { endpoint: 'https://push.example.com/1', secret: 'secret-1' }
    expect(world.calls).toMatchObject([{ name: 'subscribe', token: tokenOf('taro'), body }])
  })
})

describe('what is shown', () => {
  it('is taken down by the page that shows the chat', async () => {
    const otsy = world.page()
    await otsy.push.enable()
    for (const tag of ['chat-1', 'chat-2']) world.browser.show(tag, { chatId: tag })
    otsy.presence.set({ viewing: 'chat-1' })
    for (const chatId of ['chat-1', 'chat-2', null])
      world.browser.tell({ type: 'otsy:shown', chatId })
    await vi.waitFor(() => expect(shownTags()).toEqual(['chat-2']))
  })

  it('is taken down when it was read elsewhere, and the badge set', async () => {
    const otsy = world.page()
    await otsy.push.enable()
    await online(otsy)
    for (const tag of ['order-1', 'order-2']) world.browser.show(tag)
    world.wire.tell('notifications_read', {
      ...{ notification_ids: ['n-1'], unread_count: 4, tags: ['order-1'] },
    })
    await vi.waitFor(() => expect(shownTags()).toEqual(['order-2']))
    expect(world.browser.badge).toBe(4)
  })

  it('is taken down when its chat is read to the end on this page', async () => {
    const otsy = world.page()
    await otsy.push.enable()
    await online(otsy)
    for (const chatId of ['chat-1', 'chat-2']) world.browser.show(`tag of ${chatId}`, { chatId })
    world.wire.answers.mark_messages_read = { read_seq: 2, unread_count: 1 }
    world.answer({ getChat: () => ({ head_seq: 3 }) as never })
    await otsy.chat.markRead('chat-1', 2)
    world.wire.answers.mark_messages_read = { read_seq: 3, unread_count: 0 }
    await otsy.chat.markRead('chat-2', 3)
    await vi.waitFor(() => expect(shownTags()).toEqual(['tag of chat-1']))
  })

  it('is left alone, and the badge too, where pushes are off', async () => {
    const otsy = world.page()
    await online(otsy)
    world.browser.show('order-1')
    world.wire.tell('notifications_read', {
      ...{ notification_ids: ['n-1'], unread_count: 4, tags: ['order-1'] },
    })
    await state(otsy, 'off')
    expect([shownTags(), world.browser.badge]).toEqual([['order-1'], null])
  })

  it('and clicked is told to the page it leads to', async () => {
    const otsy = world.page()
    const paths: string[] = []
    otsy.on('notification_opened', (event) => paths.push(event.url))
    await otsy.push.enable()
    world.browser.tell({ type: 'otsy:opened', url: '/chat/1' })
    for (const noise of [null, 'hello', { type: 'otsy:opened' }, { type: 'x', url: '/y' }]) {
      world.browser.tell(noise)
    }
    otsy.close()
    world.browser.tell({ type: 'otsy:opened', url: '/after' })
    expect(paths).toEqual(['/chat/1'])
  })
})
