import { expect, test } from 'vitest'
import { useBrowser } from './support/browser'
import { startDemo } from './support/demo'
import { openAs, phone } from './support/person'

const browser = useBrowser()

test('an order moves on and its receipt is shared, each in the reader’s language', async () => {
  await using demo = await startDemo()
  await using customer = await openAs(browser(), demo, {
    as: 'customer',
    language: 'ja',
    context: phone,
  })
  await using shopper = await openAs(browser(), demo, { as: 'shopper', language: 'en' })
  const here = customer.page.locator('.order-step[aria-current=step]')
  expect(await here.count()).toBe(0)

  for (const step of ['accepted', 'shopping', 'delivering', 'delivered'] as const) {
    const next = shopper.t.order.advance(shopper.t.order.steps[step])
    await shopper.page.getByRole('button', { name: next }).click()
    await customer.line(customer.t.order.updated(customer.t.order.steps[step])).waitFor()
    await here.getByText(customer.t.order.steps[step]).waitFor()
    await shopper.line(shopper.t.order.updated(shopper.t.order.steps[step])).waitFor()
  }
  await shopper.page.getByText(shopper.t.order.done).waitFor()

  await shopper.page.getByRole('button', { name: shopper.t.order.shareReceipt }).click()
  const receipt = customer.line('スーパーオツィ')
  await receipt.getByText('￥3,480').waitFor()
  const link = receipt.getByRole('link', { name: customer.t.order.openReceipt })
  expect(await link.getAttribute('href')).toMatch(/^https:\/\//)
  expect(await link.getAttribute('rel')).toContain('noreferrer')
})

test('the status is known though its update is far up in the history', async () => {
  await using demo = await startDemo()
  await fetch(`${demo.url}/demo/order-status`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ status: 'shopping' }),
  })
  for (let index = 0; index < 120; index++) await demo.say('shopper', { content: `${index}` })
  await using customer = await openAs(browser(), demo, { as: 'customer', language: 'ja' })
  const here = customer.page.locator('.order-step[aria-current=step]')
  await here.getByText(customer.t.order.steps.shopping).waitFor()
})

test('the language is the browser’s until another is chosen, and stays chosen', async () => {
  await using demo = await startDemo()
  await using customer = await openAs(browser(), demo, { as: 'customer', language: 'ja' })
  const { page } = customer
  await page.getByRole('heading', { name: '注文' }).waitFor()
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByRole('heading', { name: 'Orders' }).waitFor()
  await page.reload()
  await page.getByRole('heading', { name: 'Orders' }).waitFor()
  expect(await page.locator('html').getAttribute('lang')).toBe('en')
})
