import { expect, test } from 'vitest'
import { useBrowser } from './support/browser'
import { startDemo } from './support/demo'
import { openAs, phone } from './support/person'

const browser = useBrowser()

test('three messages sent offline survive a reload and arrive once, in order', async () => {
  await using demo = await startDemo()
  await using customer = await openAs(browser(), demo, {
    as: 'customer',
    language: 'ja',
    context: phone,
  })
  await using shopper = await openAs(browser(), demo, { as: 'shopper', language: 'en' })
  await customer.send('オンライン')
  await shopper.sees('オンライン')

  await customer.context.setOffline(true)
  await customer.page.getByText(customer.t.connection.offline).waitFor()
  const unsent = ['一つ目', '二つ目', '三つ目']
  for (const text of unsent) await customer.send(text)
  for (const text of unsent) await customer.seesState(text, customer.t.message.queued)
  await shopper.send('Are you there?')
  await shopper.seesState('Are you there?', shopper.t.message.sent)
  expect(await shopper.texts()).toEqual(['オンライン', 'Are you there?'])

  const { page } = customer
  const address = page.url()
  await expect(page.reload()).rejects.toThrow('ERR_INTERNET_DISCONNECTED')

  await customer.context.setOffline(false)
  await page.goto(address)
  for (const text of unsent) await shopper.sees(text)
  await customer.seesState('三つ目', customer.t.message.read)
  const said = ['オンライン', 'Are you there?', ...unsent]
  expect(await demo.contents()).toEqual(said)
  expect(await shopper.texts()).toEqual(said)
  expect(await customer.texts()).toEqual(said)
})

test('a server killed in the middle of a conversation loses nothing it acknowledged', async () => {
  await using demo = await startDemo({ onDisk: true })
  await using customer = await openAs(browser(), demo, { as: 'customer', language: 'ja' })
  await using shopper = await openAs(browser(), demo, { as: 'shopper', language: 'en' })
  for (const { context } of [customer, shopper]) context.setDefaultTimeout(60_000)
  await customer.send('前のメッセージ')
  await shopper.sees('前のメッセージ')
  await shopper.send('Sent before the end')
  await customer.sees('Sent before the end')

  const burst = Array.from({ length: 12 }, (_, index) => `burst ${index + 1}`)
  for (const text of burst) await shopper.send(text)
  await demo.server.kill()
  const acknowledged = await shopper.page
    .locator('[data-delivery=sent] .bubble-text')
    .allTextContents()

  await customer.page.getByText(customer.t.connection.waiting).waitFor()
  await customer.page.getByText(/^\d+秒後に再接続$/).waitFor()
  await shopper.page.getByText(shopper.t.connection.waiting).waitFor()
  await customer.send('止まっている間のメッセージ')
  await customer.seesState('止まっている間', customer.t.message.queued)

  await demo.server.start()
  // Neither page is touched: each comes back when its own next try is due.
  await shopper.sees('止まっている間のメッセージ')
  await customer.line('burst 12').waitFor()
  await customer.page.locator('.connection-banner').waitFor({ state: 'detached' })
  await shopper.page.locator('.connection-banner').waitFor({ state: 'detached' })

  const stored = await demo.contents()
  expect(stored).toEqual(expect.arrayContaining(acknowledged))
  expect(stored.filter((text) => text.startsWith('burst'))).toEqual(burst)
  expect(new Set(stored).size).toBe(stored.length)
  expect(await customer.texts()).toEqual(stored)
  expect(await shopper.texts()).toEqual(stored)

  await shopper.send('And on it goes')
  await customer.sees('And on it goes')
})
