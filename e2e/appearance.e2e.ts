import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { seriousFaults } from './support/axe'
import { useBrowser } from './support/browser'
import { startDemo } from './support/demo'
import { desktop, openAs, phone } from './support/person'
import { lines, order, playScene, receipt, withPictures } from './support/scene'
import { screenshot } from './support/screenshot'

const browser = useBrowser()

const looks = (['light', 'dark'] as const).flatMap((theme) =>
  (['ja', 'en'] as const).map((language) => ({ theme, language })),
)

// Every state of the page, looked at by axe and kept as a picture for people to look at.
describe.each(looks)('$theme in $language', ({ theme, language }) => {
  const profile = { colorScheme: theme, reducedMotion: 'reduce' } as const
  const other = language === 'ja' ? 'en' : 'ja'
  const look = async (page: Page, state: string) => {
    await page.evaluate(() => document.fonts.ready)
    await screenshot(page, `${theme}-${language}-${state}`)
    expect(await seriousFaults(page), state).toEqual([])
  }

  test('the start page', async () => {
    await using demo = await startDemo()
    const locale = language === 'ja' ? 'ja-JP' : 'en-GB'
    for (const [name, size] of Object.entries({ phone, desktop })) {
      const context = await browser().newContext({ locale, ...profile, ...size })
      const page = await context.newPage()
      await page.goto(demo.url)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await look(page, `start-${name}`)
      expect(await overflow(page)).toBe(0)
      await context.close()
    }
  })

  test('the chat on a phone', async () => {
    await using demo = await startDemo()
    const context = { ...phone, ...profile }
    await using customer = await openAs(browser(), demo, { as: 'customer', language, context })
    await using shopper = await openAs(browser(), demo, { as: 'shopper', language })
    const { page, t } = customer
    await look(page, 'phone-empty')
    await playScene(demo, customer, shopper)
    await shopper.composer.pressSequentially('では')
    await customer.dots.waitFor()
    await look(page, 'phone-chat')
    expect(await overflow(page)).toBe(0)

    await customer.bubble(lines.berries).tap()
    await page.getByRole('menu').waitFor()
    await look(page, 'phone-menu')
    await page.getByRole('menuitem', { name: t.message.moreReactions }).tap()
    await look(page, 'phone-reactions')
    await page.getByRole('menuitem', { name: t.message.edit, exact: true }).tap()
    await look(page, 'phone-edit')
    await page.getByRole('button', { name: t.composer.cancel }).tap()
    await page.getByRole('button', { name: t.composer.picture }).tap()
    await look(page, 'phone-picture')
    await page.getByRole('button', { name: t.composer.cancel }).tap()

    await page.getByRole('button', { name: t.chat.back }).tap()
    await demo.say('shopper', { content: '会計を済ませました' })
    await page.locator('.inbox-badge').waitFor()
    await look(page, 'phone-list')
  })

  test('the chat on a desktop', async () => {
    await using demo = await startDemo()
    const context = { ...desktop, ...profile }
    await using customer = await openAs(browser(), demo, { as: 'customer', language })
    await using shopper = await openAs(browser(), demo, { as: 'shopper', language, context })
    const { page, t } = shopper
    await playScene(demo, customer, shopper)
    await look(page, 'desktop-chat')

    await shopper.choose(lines.berries, t.message.reply)
    await shopper.composer.fill('はい！\n2パックですね。')
    await look(page, 'desktop-reply')
    await page.getByRole('button', { name: t.composer.cancel }).click()
    await shopper.bubble(lines.milk).hover()
    await shopper.choose(lines.milk, t.message.delete)
    await look(page, 'desktop-delete')
    await page.getByRole('button', { name: t.composer.cancel, exact: true }).click()
    await shopper.composer.fill('')

    await shopper.log.evaluate((box) => box.scrollTo(0, 0))
    await page.getByRole('button', { name: t.chat.latest }).waitFor()
    await demo.say('customer', { content: '低脂肪でお願いします' })
    await demo.say('customer', { content: 'あと、卵も' })
    const pill = page.getByRole('button', { name: t.chat.newBelow('2') })
    await pill.waitFor()
    await look(page, 'desktop-new')
    await pill.click()
    await order(demo, 'delivering')
    await receipt(demo)
    await demo.say('customer', {
      type: 'image',
      content: '玄関です',
      attachment_url: 'https://pictures.example/gone.png',
    })
    await page.getByText(t.message.pictureBroken).waitFor()
    await look(page, 'desktop-cards')
  })

  test('troubles', async () => {
    await using demo = await startDemo()
    const context = { ...phone, ...profile }
    await using customer = await openAs(browser(), demo, { as: 'customer', language, context })
    const { page, t } = customer
    await customer.send('牛乳もお願いします')
    await customer.seesState('牛乳', t.message.sent)
    await customer.send('長い'.repeat(5_001))
    await page.getByText(t.reasons.invalid).waitFor()
    await look(page, 'phone-failed')
    await page.getByRole('button', { name: t.message.discard }).tap()

    await customer.context.setOffline(true)
    await page.getByText(t.connection.offline).waitFor()
    await customer.send('電車の中からです')
    await customer.seesState('電車', t.message.queued)
    await look(page, 'phone-offline')
    await customer.context.setOffline(false)
    await customer.seesState('電車', t.message.sent)

    await demo.close()
    await page.getByText(t.chat.closed).waitFor()
    await look(page, 'phone-closed')

    await demo.server.kill()
    await page.getByText(t.connection.waiting).waitFor()
    await look(page, 'phone-waiting')
    await page.goto('about:blank')
  })

  test('both sides in one window', async () => {
    await using demo = await startDemo()
    const context = { ...desktop, ...profile }
    await using customer = await openAs(browser(), demo, { as: 'customer', language })
    await using shopper = await openAs(browser(), demo, { as: 'shopper', language })
    await playScene(demo, customer, shopper)
    await using watcher = await openAs(browser(), demo, { as: 'customer', language, context })
    await withPictures(watcher.context)
    const { page } = watcher
    // One side in each language, as the page remembers such a choice.
    await page.evaluate((other) => localStorage.setItem('otsy.language.shopper', other), other)
    await page.goto(`${demo.url}/?view=both`)
    await page.getByText(lines.milk).nth(1).waitFor()
    await page.waitForFunction(() =>
      [...document.querySelectorAll<HTMLImageElement>('.picture img')].every(
        (image) => image.complete && image.naturalWidth > 0,
      ),
    )
    await page.getByRole('textbox').first().pressSequentially('はい、お願い')
    await page.locator('.typing-dots').waitFor()
    await look(page, 'desktop-both')
  })
})

test('nothing is wider than the window, from a small phone to a large screen', async () => {
  await using demo = await startDemo()
  await using customer = await openAs(browser(), demo, { as: 'customer', language: 'en' })
  await using shopper = await openAs(browser(), demo, { as: 'shopper', language: 'en' })
  await playScene(demo, customer, shopper)
  await receipt(demo)
  await demo.say('customer', { content: 'a'.repeat(300) })
  await shopper.line('a'.repeat(300)).waitFor()
  const { page, log } = shopper
  for (const width of [360, 390, 600, 719, 720, 1024, 1440]) {
    await page.setViewportSize({ width, height: 800 })
    await page.waitForFunction((wanted) => innerWidth === wanted, width)
    await log.waitFor()
    expect(await overflow(page), `${width}`).toBe(0)
    expect(await log.evaluate((box) => box.scrollWidth - box.clientWidth), `${width}`).toBe(0)
    if (width === 360) await screenshot(page, 'light-en-smallest')
  }
})

/** Pixels by which the page is wider than the window. */
function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
}
