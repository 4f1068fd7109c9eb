import { expect, test } from 'vitest'
import { seriousFaults } from './support/axe'
import { useBrowser } from './support/browser'
import { startDemo, type Demo } from './support/demo'
import { Operator } from './support/operator'
import { openAs, type Person } from './support/person'
import { PushedWorker } from './support/push/worker'

const browser = useBrowser()

test('what is pushed is shown, leads to its page, and goes when it is read elsewhere', async () => {
  await using demo = await startDemo()
  const operator = new Operator(demo)
  await using customer = await openAs(browser(), demo, { as: 'customer', language: 'en' })
  const { page, t } = customer
  const worker = await turnOn(customer, demo)
  await page.goto(`${demo.url}/customer`)
  const chatId = await demo.chatId()
  const message = {
    title: 'New message from 佐藤さん',
    body: '牛乳がありません',
    icon: '/icons/chat-notification.png',
    tag: chatId,
    data: { type: 'chat_message', chatId, messageId: 'm-1', orderId: 'order-1001' },
    actions: [
      { action: 'reply', title: 'Reply', icon: '/icons/reply.png' },
      { action: 'view_order', title: 'View Order', icon: '/icons/order.png' },
    ],
    unread: 3,
  }
  await worker.keepBadge()
  await worker.push(message)
  const { title } = message
  await worker.shows([{ title, tag: chatId, actions: ['reply', 'view_order'] }])
  expect(await worker.badge()).toBe(3)

  await worker.click(chatId, 'reply')
  await page.waitForURL(`**/chat/${chatId}?as=customer`)
  await customer.composer.waitFor()
  await worker.shows([])

  await page.goto(`${demo.url}/customer`)
  await worker.push(message)
  await worker.shows([{ title }])
  await worker.click(chatId, 'view_order')
  await page.waitForURL(`**/customer?chat=${chatId}`)
  await customer.composer.waitFor()

  // Read on another device, while this page shows something else.
  await remember(customer, demo)
  await page.goto(`${demo.url}/customer?chat=none`)
  await page.getByText(t.chat.gone).waitFor()
  await demo.say('shopper', { content: '卵もありません' })
  await expect.poll(() => operator.history('customer')).toMatchObject([{ tag: chatId }])
  await worker.push(message)
  await worker.push({ title: 'Another', tag: 'another' })
  await worker.shows([{ title }, { title: 'Another' }])
  await demo.readAll('customer')
  await worker.shows([{ title: 'Another' }])
  // A push that shows nothing takes down as well.
  await worker.push({ silent: true, close: ['another'], unread: 0 })
  await worker.shows([])
})

test('where a notification leads is the side that is signed in here', async () => {
  await using demo = await startDemo()
  await using shopper = await openAs(browser(), demo, { as: 'shopper', language: 'en' })
  const { page, t } = shopper
  const chatId = await demo.chatId()
  await page.goto(`${demo.url}/chat/${chatId}`)
  await page.getByRole('button', { name: t.order.shareReceipt }).waitFor()
  await page.goto(`${demo.url}/orders/order-1001`)
  await page.waitForURL(`**/shopper?chat=${chatId}`)
  await page.goto(`${demo.url}/orders/order-404`)
  await page.getByText(t.reasons.gone).waitFor()
  expect((await page.goto(`${demo.url}/nowhere`))?.status()).toBe(404)
  await page.getByRole('heading', { name: t.lost.title }).waitFor()
  expect(await seriousFaults(page)).toEqual([])
  await page.getByRole('link', { name: t.lost.back, exact: true }).click()
  await page.waitForURL(`${demo.url}/`)

  const file = async (path: string) => {
    const answer = await fetch(demo.url + path)
    return [answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')]
  }
  expect(await file('/otsy-sw.js')).toEqual([
    200,
    expect.stringContaining('javascript'),
    'no-cache',
  ])
  for (const name of ['chat-notification', 'reply', 'order', 'order-update', 'view', 'new-order']) {
    expect((await file(`/icons/${name}.png`)).slice(0, 2)).toEqual([200, 'image/png'])
  }
})

/** The worker is there after it, though no push service can be reached from here. */
async function turnOn(customer: Person, demo: Demo): Promise<PushedWorker> {
  const { page, t, context } = customer
  await context.grantPermissions(['notifications'], { origin: demo.url })
  await page.getByRole('button', { name: t.notifications.title }).click()
  await page.getByRole('button', { name: t.settings.title }).click()
  await page.getByRole('button', { name: t.push.enable }).click()
  await page.getByText(t.reasons.pushFailed).waitFor()
  return await PushedWorker.of(customer, demo, '/customer')
}

/** Writes down that this browser was subscribed, as turning on does where there is a push service. */
async function remember({ page }: Person, demo: Demo): Promise<void> {
  await page.evaluate(async (base) => {
    const record = { base, scope: `${base}/customer`, id: 'none', secret: 'none', key: 'AQID' }
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('otsy-push')
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(new Error('closed'))
    })
    const transaction = database.transaction('subscriptions', 'readwrite')
    transaction.objectStore('subscriptions').put({ ...record, endpoint: 'https://push.example/1' })
    await new Promise((resolve) => {
      transaction.oncomplete = resolve
    })
    database.close()
  }, demo.url)
}
