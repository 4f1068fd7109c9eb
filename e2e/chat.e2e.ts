import { expect, test } from 'vitest'
import { useBrowser } from './support/browser'
import { startDemo } from './support/demo'
import { openAs, phone } from './support/person'

const browser = useBrowser()

test('two people talk: typing, reading, an edit, a reaction, a reply, a deletion', async () => {
  await using demo = await startDemo()
  await using customer = await openAs(browser(), demo, {
    as: 'customer',
    language: 'ja',
    context: phone,
  })
  await using shopper = await openAs(browser(), demo, { as: 'shopper', language: 'en' })

  await customer.composer.pressSequentially('甘いいちごを')
  await shopper.dots.waitFor()
  await customer.composer.pressSequentially('お願いします')
  await customer.composer.press('Enter')
  await shopper.sees('甘いいちごをお願いします')
  await shopper.dots.waitFor({ state: 'detached' })
  await customer.seesState('甘いいちご', customer.t.message.read)

  await customer.choose('甘いいちご', customer.t.message.edit)
  await customer.send('甘いいちごを2パックお願いします')
  await shopper.sees('2パック')
  await shopper.line('2パック').getByText(shopper.t.message.edited).waitFor()
  expect(await shopper.texts()).toEqual(['甘いいちごを2パックお願いします'])

  await shopper.choose('2パック', shopper.t.message.react('😊'))
  const chip = customer.line('2パック').getByRole('button', { name: /^😊 1/ })
  await chip.waitFor()
  expect(await chip.getAttribute('aria-pressed')).toBe('false')
  await chip.click()
  await shopper.line('2パック').getByRole('button', { name: /^😊 2/ }).waitFor()

  await shopper.choose('2パック', shopper.t.message.reply)
  await shopper.send('はい、わかりました')
  await customer.sees('はい、わかりました')
  const quote = customer.line('はい、わかりました').locator('.reply-quote')
  expect(await quote.textContent()).toContain('甘いいちごを2パック')
  await quote.click()
  await customer.page.locator('.log-row-flash').filter({ hasText: '2パック' }).waitFor()

  await shopper.choose('はい、わかりました', shopper.t.message.delete)
  await shopper.page.getByRole('button', { name: shopper.t.message.delete, exact: true }).click()
  await customer.bubble(customer.t.message.deleted).waitFor()
  expect(await customer.texts()).toEqual(['甘いいちごを2パックお願いします'])
})

test('presence shows who is there, and who has gone', async () => {
  await using demo = await startDemo()
  await using customer = await openAs(browser(), demo, { as: 'customer', language: 'ja' })
  const header = customer.page.locator('.chat-header')
  await using shopper = await openAs(browser(), demo, { as: 'shopper', language: 'en' })
  await header.getByText(customer.t.presence.online, { exact: true }).waitFor()
  await shopper.page.close()
  await header.getByText(/^最終オンライン/).waitFor()
})

test('the list tells what is unread, and opening the chat clears it', async () => {
  await using demo = await startDemo()
  await using customer = await openAs(browser(), demo, {
    as: 'customer',
    language: 'ja',
    context: phone,
  })
  const { page, t } = customer
  await page.getByRole('button', { name: t.chat.back }).click()
  await page.getByRole('heading', { name: t.inbox.title }).waitFor()

  await demo.say('shopper', { content: 'こんにちは' })
  await demo.say('shopper', { content: '牛乳がありません' })
  const order = page.getByRole('button', { name: /牛乳がありません/ })
  await order.getByText(t.inbox.unread('2')).waitFor({ state: 'attached' })
  await page.waitForFunction(() => document.title.startsWith('(2)'))

  await order.click()
  await customer.sees('牛乳がありません')
  await page.waitForFunction(() => !document.title.startsWith('('))
  await page.goBack()
  await order.waitFor()
  expect(await order.locator('.inbox-badge').count()).toBe(0)
})

test('a picture is sent by its address, shown in its room, and its loss is said', async () => {
  await using demo = await startDemo()
  await using customer = await openAs(browser(), demo, { as: 'customer', language: 'ja' })
  await using shopper = await openAs(browser(), demo, { as: 'shopper', language: 'en' })
  const picture = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200"><rect width="400" height="200" fill="tomato"/></svg>',
  )
  const referrers: (string | undefined)[] = []
  for (const { context } of [customer, shopper]) {
    await context.route('https://pictures.example/**', async (route) => {
      referrers.push(route.request().headers()['referer'])
      if (route.request().url().endsWith('gone.png')) return route.abort()
      return route.fulfill({ contentType: 'image/svg+xml', body: picture })
    })
  }

  const { page, t } = customer
  await page.getByRole('button', { name: t.composer.picture }).click()
  await page.getByLabel(t.picture.address).fill('https://pictures.example/shelf.svg')
  await page.locator('.picture-preview').waitFor()
  await page.waitForFunction(
    () => document.querySelector<HTMLImageElement>('.picture-preview')?.naturalWidth === 400,
  )
  await page.getByLabel(t.picture.caption).fill('この棚です')
  await page.getByRole('button', { name: t.picture.send }).click()

  await shopper.sees('この棚です')
  const room = await shopper.line('この棚です').locator('.picture').boundingBox()
  expect(room).toMatchObject({ width: 280, height: 140 })

  await demo.say('customer', {
    type: 'image',
    content: '',
    attachment_url: 'https://pictures.example/gone.png',
  })
  await shopper.page.getByText(shopper.t.message.pictureBroken).waitFor()
  expect(referrers.every((referrer) => referrer === undefined)).toBe(true)
})

test('a pasted address of a picture is offered as one', async () => {
  await using demo = await startDemo()
  await using customer = await openAs(browser(), demo, { as: 'customer', language: 'ja' })
  const { page, t } = customer
  await customer.composer.evaluate((field) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', 'https://pictures.example/a.jpg')
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }))
  })
  await page.getByRole('button', { name: t.composer.pictureAccept }).click()
  expect(await page.getByLabel(t.picture.address).inputValue()).toBe(
    'https://pictures.example/a.jpg',
  )
})

test('what the server refuses says why and can be discarded', async () => {
  await using demo = await startDemo()
  await using customer = await openAs(browser(), demo, { as: 'customer', language: 'ja' })
  const { page, t } = customer
  await customer.send('あ'.repeat(10_001))
  await page.getByText(`${t.message.failed}: ${t.reasons.invalid}`).waitFor()
  await page.getByRole('button', { name: t.message.retry }).click()
  await page.getByText(`${t.message.failed}: ${t.reasons.invalid}`).waitFor()
  await page.getByRole('button', { name: t.message.discard }).click()
  await page.locator('.bubble').waitFor({ state: 'detached' })
  expect(await demo.contents()).toEqual([])
})

test('markup is text, and only web addresses are links', async () => {
  await using demo = await startDemo()
  await using customer = await openAs(browser(), demo, { as: 'customer', language: 'ja' })
  const text = '<img src=x onerror=alert(1)> javascript:alert(2) https://shop.example/a?b=1。'
  await demo.say('shopper', { content: text })
  await customer.sees('onerror')
  expect(await customer.texts()).toEqual([text])
  const links = customer.line('onerror').locator('.bubble-text a')
  expect(await links.evaluateAll((all) => all.map((one) => one.getAttribute('href')))).toEqual([
    'https://shop.example/a?b=1',
  ])
  expect(await customer.log.locator('.bubble-text img').count()).toBe(0)
})

test('the start page opens each side in a window of its own', async () => {
  await using demo = await startDemo()
  await using customer = await openAs(browser(), demo, { as: 'customer', language: 'en' })
  const { page, t, context } = customer
  await page.goto(demo.url)
  const opened = context.waitForEvent('page')
  await page.getByRole('link', { name: t.landing.shopper }).click()
  const window = await opened
  await window.getByRole('textbox', { name: t.composer.label }).waitFor()
  expect(new URL(window.url()).pathname).toBe('/shopper')
  await page.getByRole('link', { name: t.landing.both }).click()
  await page.getByRole('textbox', { name: t.composer.label }).nth(1).waitFor()
})
