import { describe, expect, it } from 'vitest'
import { ORIGIN, TestWorker, browserSubscription } from '../../test/support/worker-scope'
import { installOtsyPush, onMessage, WORKER_VERSION, type OtsyPushOptions } from './index'
import { indexedDbPushRecords, type PushRecord } from './records'

const message = {
  title: 'New message from 田中さん',
  body: '商品について質問があります',
  icon: '/icons/chat-notification.png',
  tag: 'chat-123',
  data: { type: 'chat_message', chatId: 'chat-123', messageId: 'msg-456', orderId: 'order-789' },
  actions: [
    { action: 'reply', title: 'Reply', icon: '/icons/reply.png' },
    { action: 'view_order', title: 'View Order', icon: '/icons/order.png' },
  ],
}

const record: PushRecord = {
  base: 'https://chat.example.com',
  scope: `${ORIGIN}/`,
  id: 'sub-1',
  secret: 'secret-1',
  endpoint: 'https://push.example.com/old',
  key: 'AQID',
}

function worker(options?: OtsyPushOptions): TestWorker {
  const made = new TestWorker()
  installOtsyPush(made.scope, options)
  return made
}

async function subscribedWorker(): Promise<TestWorker> {
  const made = worker()
  await indexedDbPushRecords(made.scope.indexedDB).put(record)
  return made
}

const ok = (body: unknown) => Response.json(body)
const refused = (status: number) => new Response('{}', { status })

describe('a worker with Otsy’s part', () => {
  it('listens to what concerns pushes and to nothing else', () => {
    expect(worker().events).toEqual([
      'message',
      'notificationclick',
      'push',
      'pushsubscriptionchange',
    ])
  })

  it('tells a page which version it is, and others nothing', () => {
    const answers: unknown[] = []
    const ports = [{ postMessage: (answer: unknown) => answers.push(answer) }]
    onMessage({ data: { type: 'otsy:version' }, ports })
    for (const data of [null, 'otsy:version', { type: 'other' }]) onMessage({ data, ports })
    onMessage({ data: { type: 'otsy:version' }, ports: [] })
    expect(answers).toEqual([{ type: 'otsy:version', version: WORKER_VERSION }])
  })
})

describe('a push', () => {
  it('is shown with everything the specification lists', async () => {
    const one = worker()
    await one.push({ ...message, requireInteraction: true, badge: '/badge.png', id: 'n-1' })
    const { title, body, icon, tag } = message
    expect(one.screen).toMatchObject([
      { title, body, icon, tag, badge: '/badge.png', requireInteraction: true },
    ])
    expect(one.screen[0]).toMatchObject({ data: { ...message.data, otsy: { id: 'n-1' } } })
    expect(one.screen[0]?.actions).toEqual([
      { ...message.actions[0], type: 'text' },
      message.actions[1],
    ])
  })

  it.each([
    ['nothing', undefined],
    ['no JSON', 'hello'],
    ['a list', []],
    ['no title', { body: 'without' }],
    ['a title that is no text', { title: { evil: true } }],
  ])('of %s shows a sentence all the same', async (_what, payload) => {
    const one = worker()
    await one.push(payload)
    one.navigator.language = 'ja-JP'
    await one.push(payload)
    const titles = one.screen.map(({ title }) => title)
    expect(titles).toEqual(['You have a new notification', '新しいお知らせがあります'])
  })

  it('that can’t be read shows what the host says instead', async () => {
    const one = worker({ fallback: { title: 'News', body: 'Have a look', icon: '/icon.png' } })
    await one.push('…')
    expect(one.screen).toMatchObject([{ title: 'News', body: 'Have a look', icon: '/icon.png' }])
  })

  it('in the declarative form alone is shown too', async () => {
    const one = worker()
    const notification = { title: 'Apples', body: 'Half price', navigate: `${ORIGIN}/apples` }
    await one.push({ web_push: 8030, notification })
    expect(one.screen).toMatchObject([{ title: 'Apples', body: 'Half price' }])
    await one.click()
    expect(one.opened).toEqual([`${ORIGIN}/apples`])
  })

  it('whose pictures or buttons a browser refuses is shown without them', async () => {
    const one = worker()
    one.refuses = (options) => 'actions' in options
    await one.push(message)
    expect(one.screen).toMatchObject([
      { title: message.title, body: message.body, tag: 'chat-123' },
    ])
  })

  it('takes down what was read meanwhile, never itself, and sets the badge', async () => {
    const one = worker()
    await one.push({ title: 'Read', tag: 'chat-1' })
    await one.push({ title: 'Not read', tag: 'chat-2' })
    await one.push({ ...message, close: ['chat-1', 'chat-123', 7], unread: 3 })
    expect(one.screen.map(({ title }) => title)).toEqual(['Not read', message.title])
    expect(one.badge).toBe(3)
  })

  it('that is silent only takes down', async () => {
    const one = worker()
    await one.push(message)
    await one.push({ silent: true, close: ['chat-123'], unread: 0 })
    expect(one.screen).toEqual([])
    expect(one.badge).toBe(0)
  })

  it('is told to the pages, also where the chat is looked at', async () => {
    const one = worker()
    const page = one.page('/chat/chat-123')
    page.focused = true
    await one.push({ ...message, id: 'n-1' })
    expect(one.screen).toHaveLength(1)
    expect(page.heard).toEqual([{ type: 'otsy:shown', id: 'n-1', chatId: 'chat-123' }])
  })
})

describe('a click', () => {
  const leads: [what: string, payload: object, action: string, path: string][] = [
    ['a message leads to its chat', message, '', '/chat/chat-123'],
    ['reply leads to the chat', message, 'reply', '/chat/chat-123'],
    ['view_order leads to the order', message, 'view_order', '/orders/order-789'],
    [
      'an order update leads to its order',
      order({ orderId: 'o-1', chatId: 'c' }),
      '',
      '/orders/o-1',
    ],
    ['the url wins', { ...message, url: '/inbox?a=1#b' }, '', '/inbox?a=1#b'],
    [
      'an id stays one part of a path',
      order({ orderId: '../a b/c' }),
      '',
      '/orders/..%2Fa%20b%2Fc',
    ],
    ['nothing known leads to the beginning', { title: 'Hello' }, '', '/'],
    ...[
      'https://evil.example/x',
      '//evil.example',
      '/\\evil.example',
      '\t//evil.example',
      'javascript:alert(1)',
      'data:text/html,x',
      `blob:${ORIGIN}/x`,
      'http://app.example.com/',
      'https://app.example.com.evil.example/',
      'http://[',
    ].map((url): [string, object, string, string] => [
      `${JSON.stringify(url)} leads to the beginning`,
      { ...message, url },
      '',
      '/',
    ]),
  ]
  it.each(leads)('%s', async (_what, ...[payload, action, path]) => {
    const one = worker()
    await one.push({ title: 'x', ...payload })
    await one.click(action)
    expect(one.opened).toEqual([ORIGIN + path])
    expect(one.screen).toEqual([])
  })

  it('follows the host’s own routes, within the origin', async () => {
    const one = worker({
      routes: { chat: (id) => `/app#/talk/${id}`, order: () => 'https://evil.example/' },
    })
    await one.push(message)
    await one.click()
    await one.push(message)
    await one.click('view_order')
    expect(one.opened).toEqual([`${ORIGIN}/app#/talk/chat-123`, `${ORIGIN}/`])
  })

  it('brings the page to the front that is there already, and tells it where', async () => {
    const one = worker()
    const [other, there] = [one.page('/'), one.page('/chat/chat-123')]
    await one.push(message)
    await one.click()
    expect([other.focused, there.focused, one.opened]).toEqual([false, true, []])
    expect(there.heard.at(-1)).toEqual({ type: 'otsy:opened', url: '/chat/chat-123' })
  })

  it('leads a page of the app that is elsewhere', async () => {
    const one = worker()
    const page = one.page('/settings')
    await one.push(message)
    await one.click()
    expect(page).toMatchObject({ url: `${ORIGIN}/chat/chat-123`, focused: true })
    expect(one.opened).toEqual([])
  })

  it('opens a window when the page can’t be led', async () => {
    const one = worker()
    one.page('/settings', false)
    await one.push(message)
    await one.click()
    expect(one.opened).toEqual([`${ORIGIN}/chat/chat-123`])
  })

  it('on a notification of the host’s own is the host’s', async () => {
    const one = worker()
    await one.scope.registration.showNotification('Theirs', { data: { theirs: true } })
    await one.click()
    expect([one.screen.length, one.opened]).toEqual([1, []])
  })
})

describe('an answer typed into a notification', () => {
  it('is sent with the secret of the subscription', async () => {
    const one = await subscribedWorker()
    one.answers.push(ok({}))
    await one.push({ ...message, id: 'n/1' })
    await one.click('reply', ' はい ')
    expect(one.requests).toMatchObject([
      {
        line: 'POST https://chat.example.com/v1/notifications/n%2F1/reply',
        body: { subscription_id: 'sub-1', secret: 'secret-1', content: 'はい' },
      },
    ])
    expect([one.screen, one.opened]).toEqual([[], []])
  })

  it('is tried again under the same key, also by hand, and is not lost', async () => {
    const one = await subscribedWorker()
    await one.push({ ...message, id: 'n-1' })
    one.answers.push(null, refused(503), refused(429))
    await one.click('reply', 'Yes')
    expect(one.screen).toMatchObject([{ title: 'Your reply was not sent', body: 'Yes' }])
    expect(one.pauses).toEqual([1_000, 4_000])
    one.answers.push(ok({}))
    await one.click('otsy:again')
    expect(one.screen).toEqual([])
    const keys = one.requests.map(({ body }) => (body as { client_id: string }).client_id)
    expect(keys).toHaveLength(4)
    expect(new Set(keys).size).toBe(1)
    expect(keys[0]).toMatch(/^reply-n-1-\d+$/)
  })

  it('is not tried again when it is refused for good', async () => {
    const one = await subscribedWorker()
    one.navigator.language = 'ja'
    await one.push({ ...message, id: 'n-1' })
    one.answers.push(refused(404))
    await one.click('reply', 'Yes')
    expect(one.requests).toHaveLength(1)
    expect(one.screen).toMatchObject([{ title: '返信を送信できませんでした', body: 'Yes' }])
    await one.click()
    expect(one.opened).toEqual([`${ORIGIN}/chat/chat-123`])
  })

  it('is kept on the screen where the browser knows no subscription', async () => {
    const one = worker()
    await one.push({ ...message, id: 'n-1' })
    await one.click('reply', 'Yes')
    expect(one.requests).toEqual([])
    expect(one.screen).toMatchObject([{ body: 'Yes' }])
  })
})

describe('a subscription the browser dropped', () => {
  const records = (one: TestWorker) => indexedDbPushRecords(one.scope.indexedDB).all()
  const path = 'https://chat.example.com/v1/notifications'
  const subscription = {
    endpoint: 'https://push.example.com/new',
    expirationTime: null,
    keys: { p256dh: 'cDI1', auth: 'YXV0' },
  }

  it('is made anew under the server’s key, and the server told', async () => {
    const one = await subscribedWorker()
    one.subscription = browserSubscription('https://push.example.com/new', 'BAUG')
    one.answers.push(ok({ publicKey: 'BAUG' }), ok({ success: true, id: 'sub-2', secret: 's-2' }))
    await one.dispatch('pushsubscriptionchange', {})
    expect(one.keys).toEqual(['BAUG'])
    expect(one.requests).toEqual([
      { line: `GET ${path}/vapid-public-key`, body: undefined },
      { line: `PUT ${path}/subscriptions/sub-1`, body: { secret: 'secret-1', subscription } },
    ])
    const { endpoint } = subscription
    expect(await records(one)).toEqual([
      { ...record, id: 'sub-2', secret: 's-2', endpoint, key: 'BAUG' },
    ])
  })

  it('is made under the key it had when the server does not answer', async () => {
    const one = await subscribedWorker()
    one.answers.push(refused(404), ok({ id: 'sub-1', secret: 'secret-1' }))
    await one.dispatch('pushsubscriptionchange', {})
    expect(one.keys).toEqual(['AQID'])
  })

  it('is taken as it is where the browser made the new one itself', async () => {
    const one = await subscribedWorker()
    one.answers.push(ok({ id: 'sub-1', secret: 'secret-1' }))
    await one.dispatch('pushsubscriptionchange', { newSubscription: one.subscription })
    expect(one.keys).toEqual([])
    expect(await records(one)).toMatchObject([{ endpoint: 'https://push.example.com/new' }])
  })

  it('is none of Otsy’s when it was never enabled, or taken back', async () => {
    const one = worker()
    await one.dispatch('pushsubscriptionchange', {})
    expect([one.keys, one.requests]).toEqual([[], []])
  })

  it('keeps its record when the server can’t be told, so that the page mends it', async () => {
    const one = await subscribedWorker()
    await expect(
      one.dispatch('pushsubscriptionchange', { newSubscription: one.subscription }),
    ).rejects.toThrow(/server/)
    expect(await records(one)).toEqual([record])
  })
})

function order(data: object) {
  return { title: 'Order Update', tag: 'order', data: { type: 'order_update', ...data } }
}
