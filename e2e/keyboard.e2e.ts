import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { useBrowser } from './support/browser'
import { startDemo } from './support/demo'
import { openAs, phone } from './support/person'

const browser = useBrowser()

test('everything is done without a mouse, and the focus is always seen', async () => {
  await using demo = await startDemo()
  await demo.say('shopper', { content: 'first' })
  await demo.say('shopper', { content: 'second' })
  await using customer = await openAs(browser(), demo, { as: 'customer', language: 'en' })
  const { page, t } = customer
  const { keyboard } = page
  await customer.sees('second')
  await expectFocus(page, t.composer.label)

  await keyboard.type('typed by hand')
  await keyboard.press('Shift+Enter')
  await keyboard.type('on two lines')
  await keyboard.press('Enter')
  await customer.sees('on two lines')
  expect((await customer.texts()).at(-1)).toBe('typed by hand\non two lines')

  // Back from the field, over the picture button, to the newest message; the arrows go on up.
  await keyboard.press('Shift+Tab')
  await keyboard.press('Shift+Tab')
  await expectFocus(page, /typed by hand/)
  await keyboard.press('ArrowUp')
  await expectFocus(page, /second/)
  await keyboard.press('Home')
  await expectFocus(page, /first/)

  await keyboard.press('Enter')
  await expectFocus(page, t.message.react('👍'))
  await keyboard.press('ArrowRight')
  await keyboard.press('ArrowRight')
  await expectFocus(page, t.message.react('😊'))
  await keyboard.press('Enter')
  await customer.line('first').getByRole('button', { name: /^😊 1/ }).waitFor()
  await expectFocus(page, /first/)

  await keyboard.press('Enter')
  await page.getByRole('menu').waitFor()
  await keyboard.press('Escape')
  await page.getByRole('menu').waitFor({ state: 'detached' })
  await expectFocus(page, /first/)

  await keyboard.press('Enter')
  await chooseByArrows(page, t.message.reply)
  await expectFocus(page, t.composer.label)
  await keyboard.press('Escape')
  await page.getByText(t.composer.replyingTo('佐藤')).waitFor({ state: 'detached' })

  // The last of one's own is edited from the empty field.
  await keyboard.press('ArrowUp')
  await page.getByText(t.composer.editing).waitFor()
  await keyboard.press('Control+A')
  await keyboard.type('edited by hand')
  await keyboard.press('Enter')
  await customer.line('edited by hand').getByText(t.message.edited, { exact: true }).waitFor()

  await keyboard.press('Shift+Tab')
  await keyboard.press('Shift+Tab')
  await keyboard.press('Enter')
  await chooseByArrows(page, t.message.delete)
  await page.getByRole('dialog').waitFor()
  await keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await customer.sees('edited by hand')
})

test('between the list and a chat the focus goes along', async () => {
  await using demo = await startDemo()
  const context = { viewport: phone.viewport }
  await using customer = await openAs(browser(), demo, { as: 'customer', language: 'en', context })
  const { page, t } = customer
  const back = page.getByRole('button', { name: t.chat.back })
  await back.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: t.inbox.title }).waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await customer.composer.waitFor()
  await page.keyboard.press('Tab')
  await expectFocus(page, t.chat.back)
})

test('an Enter that accepts a conversion does not send', async () => {
  await using demo = await startDemo()
  await using customer = await openAs(browser(), demo, { as: 'customer', language: 'ja' })
  const { page, composer } = customer
  const device = await customer.context.newCDPSession(page)
  await composer.focus()
  await device.send('Input.imeSetComposition', {
    text: 'にほんご',
    selectionStart: 4,
    selectionEnd: 4,
  })
  expect(await composer.inputValue()).toBe('にほんご')

  // The input method takes the key for itself: the page hears of it, no text comes of it.
  const enter = { type: 'rawKeyDown', key: 'Enter', code: 'Enter' } as const
  await device.send('Input.dispatchKeyEvent', { ...enter, windowsVirtualKeyCode: 13 })
  expect(await composer.inputValue()).toBe('にほんご')
  await device.send('Input.insertText', { text: '日本語' })
  // Safari tells of it only once the composition has ended, by this code.
  await device.send('Input.dispatchKeyEvent', { ...enter, windowsVirtualKeyCode: 229 })
  expect(await composer.inputValue()).toBe('日本語')
  expect(await customer.texts()).toEqual([])

  await page.keyboard.press('Enter')
  await customer.sees('日本語')
  expect(await demo.contents()).toEqual(['日本語'])
})

/** Waits until the element with the focus is called so; it must be drawn with an outline. */
async function expectFocus(page: Page, name: string | RegExp): Promise<void> {
  const focused = page.locator(':focus')
  const called = () =>
    focused.evaluate((element) => element.getAttribute('aria-label') ?? element.textContent)
  await expect.poll(called, { timeout: 20_000 }).toMatch(name)
  expect(await focused.evaluate((element) => getComputedStyle(element).outlineStyle)).not.toBe(
    'none',
  )
}

async function chooseByArrows(page: Page, choice: string): Promise<void> {
  const items = page.getByRole('menuitem')
  await items.first().waitFor()
  const wanted = (await items.allTextContents()).indexOf(choice)
  for (let step = 0; step < wanted; step++) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
}
