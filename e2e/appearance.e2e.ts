import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { useBrowser } from './support/browser'
import { startDemo, type Demo } from './support/demo'
import { look, overflow } from './support/look'
import { Operator } from './support/operator'
import { desktop, openAs, phone, type Person } from './support/person'
import { lines, order, playScene, receipt, withPictures } from './support/scene'
import { screenshot } from './support/screenshot'

const browser = useBrowser()

// Every state of the page, looked at by axe and kept as a picture for people to look at. One conversation
// goes through all of them, for playing it takes longer than looking; the languages go side by side.
describe.concurrent.each(['ja', 'en'] as const)('in %s', (language) => {
  test('every state, on a phone and on a desktop', { timeout: 180_000 }, async () => {
    await using demo = await startDemo()
    const as = (side: 'customer' | 'shopper', context = desktop) =>
      openAs(browser(), demo, { as: side, language, context })
    await using customer = await as('customer', phone)
    await using shopper = await as('shopper')
    const see = (page: Page, state: string) => look(page, language, state)
    await see(customer.page, 'phone-empty')
    await playScene(demo, customer, shopper)

    await onPhone(see, { demo, customer, shopper })
    await onDesktop(see, { demo, shopper })
    await notifications(see, { demo, customer, shopper })
    await using both = await as('customer')
    await sideBySide(see, { demo, both, other: language === 'ja' ? 'en' : 'ja' })
    await widths(demo, shopper)
    await otherPages(see, { demo, customer, shopper })
    await troubles(see, { demo, customer })
  })
})

type See = (page: Page, state: string) => Promise<void>

interface Scene {
  readonly demo: Demo
  readonly customer: Person
  readonly shopper: Person
}

async function onPhone(see: See, { demo, customer, shopper }: Scene): Promise<void> {
  const { page, t } = customer
  await shopper.composer.pressSequentially('では')
  await customer.dots.waitFor()
  await see(page, 'phone-chat')
  await shopper.composer.fill('')
  expect(await overflow(page)).toBe(0)

  await customer.bubble(lines.berries).tap()
  await page.getByRole('menu').waitFor()
  await see(page, 'phone-menu')
  await page.getByRole('menuitem', { name: t.message.moreReactions }).tap()
  await see(page, 'phone-reactions')
  await page.getByRole('menuitem', { name: t.message.edit, exact: true }).tap()
  await see(page, 'phone-edit')
  await page.getByRole('button', { name: t.composer.cancel }).tap()
  await page.getByRole('button', { name: t.composer.picture }).tap()
  await see(page, 'phone-picture')
  await page.getByRole('button', { name: t.composer.cancel }).tap()

  await page.getByRole('button', { name: t.chat.back }).tap()
  await demo.say('shopper', { content: '会計を済ませました' })
  await page.locator('.inbox-badge').waitFor()
  await see(page, 'phone-list')
}

async function onDesktop(see: See, { demo, shopper }: Omit<Scene, 'customer'>): Promise<void> {
  const { page, t } = shopper
  await see(page, 'desktop-chat')
  await shopper.choose(lines.berries, t.message.reply)
  await shopper.composer.fill('はい！\n2パックですね。')
  await see(page, 'desktop-reply')
  await page.getByRole('button', { name: t.composer.cancel }).click()
  await shopper.bubble(lines.milk).hover()
  await shopper.choose(lines.milk, t.message.delete)
  await see(page, 'desktop-delete')
  await page.getByRole('button', { name: t.composer.cancel, exact: true }).click()
  await shopper.composer.fill('')

  await shopper.log.evaluate((box) => box.scrollTo(0, 0))
  await page.getByRole('button', { name: t.chat.latest }).waitFor()
  await demo.say('customer', { content: '低脂肪でお願いします' })
  await demo.say('customer', { content: 'あと、卵も' })
  const pill = page.getByRole('button', { name: t.chat.newBelow('2') })
  await pill.waitFor()
  await see(page, 'desktop-new')
  await pill.click()
  await order(demo, 'delivering')
  await receipt(demo)
  await demo.say('customer', {
    type: 'image',
    content: '玄関です',
    attachment_url: 'https://pictures.example/gone.png',
  })
  await page.getByText(t.message.pictureBroken).waitFor()
  await see(page, 'desktop-cards')
}

async function notifications(see: See, { demo, customer, shopper }: Scene): Promise<void> {
  const operator = new Operator(demo)
  const bellOf = ({ page, t }: Person) =>
    page.getByRole('button', { name: new RegExp(`^${t.notifications.title}`) })
  await bellOf(shopper).click()
  await shopper.page.locator('.panel-note').waitFor()
  await see(shopper.page, 'desktop-notifications-empty')
  await shopper.page.keyboard.press('Escape')

  const { page, t } = customer
  const body = '今夜2時から10分ほど、サービスを停止します。'
  await operator.send('customer', { kind: 'system_alert', title: 'メンテナンスのお知らせ', body })
  await operator.setPreferences('customer', {
    promotional: true,
    quiet_hours: { from: '22:00', to: '07:00', time_zone: 'Asia/Tokyo' },
  })
  const offer = { title: '週末セール', body: 'いちごが20%オフ。日曜の夜まで。' }
  await operator.send('customer', { kind: 'promotional', ...offer })
  await bellOf(customer).tap()
  // The offer, the maintenance, the order and the message.
  await page.locator('.notice').nth(3).waitFor()
  await see(page, 'phone-notifications')
  await page.getByRole('button', { name: t.explain.open }).last().tap()
  await page.locator('.step').first().waitFor()
  await see(page, 'phone-explain')
  await page.getByRole('button', { name: t.notifications.back }).tap()
  await page.getByRole('button', { name: t.settings.title }).tap()
  await page.getByLabel(t.settings.zone).waitFor()
  await see(page, 'phone-settings')
  await page.locator('.panel-body').evaluate((box) => box.scrollTo(0, box.scrollHeight))
  await see(page, 'phone-settings-end')
  expect(
    await page.locator('.panel-body').evaluate((box) => box.scrollWidth - box.clientWidth),
  ).toBe(0)
  await page.keyboard.press('Escape')
}

interface Both {
  readonly demo: Demo
  readonly both: Person
  readonly other: 'ja' | 'en'
}

async function sideBySide(see: See, { demo, both, other }: Both): Promise<void> {
  const { page, context } = both
  await withPictures(context)
  // One side in each language, as the page remembers such a choice.
  await page.evaluate((other) => localStorage.setItem('otsy.language.shopper', other), other)
  await page.goto(`${demo.url}/?view=both`)
  await page.getByText(lines.milk).nth(1).waitFor()
  await page.waitForFunction(() =>
    [...document.querySelectorAll<HTMLImageElement>('.picture img[src$="shelf.svg"]')].every(
      (image) => image.complete && image.naturalWidth > 0,
    ),
  )
  await page.getByRole('textbox').first().pressSequentially('はい、お願い')
  await page.locator('.typing-dots').waitFor()
  await see(page, 'desktop-both')
  await page.locator('.bell').first().click()
  await page.locator('.notice').first().waitFor()
  await see(page, 'desktop-notifications')
}

/** The start page and the operator's. */
async function otherPages(see: See, { demo, customer, shopper }: Scene): Promise<void> {
  for (const [name, { page, t }] of Object.entries({ phone: customer, desktop: shopper })) {
    await page.goto(demo.url)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await see(page, `${name}-start`)
    expect(await overflow(page)).toBe(0)
    await page.getByRole('link', { name: t.landing.operator }).click()
    await page.getByRole('radio', { name: t.operator.named }).check()
    await page.getByLabel(t.operator.people).fill('demo-customer, demo-shopper')
    await page.getByLabel(t.operator.kind).selectOption('order_update')
    await page.getByLabel(t.operator.heading).fill('年末年始の営業について')
    await page.getByLabel(t.operator.text).fill('12月31日から1月3日までお休みします。')
    await page.getByRole('button', { name: t.operator.send }).click()
    await see(page, `${name}-operator-confirm`)
    await page.getByRole('button', { name: t.operator.confirm('2') }).click()
    await page.getByRole('progressbar').first().waitFor()
    await page.getByText(t.operator.sent('2')).waitFor()
    await see(page, `${name}-operator`)
    expect(await overflow(page)).toBe(0)
  }
}

async function troubles(see: See, { demo, customer }: Omit<Scene, 'shopper'>): Promise<void> {
  const { page, t } = customer
  await page.goto(`${demo.url}/customer?chat=${await demo.chatId()}`)
  await customer.send('牛乳もお願いします')
  await customer.seesState('牛乳もお', t.message.sent)
  await customer.send('長い'.repeat(5_001))
  await page.getByText(t.reasons.invalid).waitFor()
  await see(page, 'phone-failed')
  await page.getByRole('button', { name: t.message.discard }).tap()

  await customer.context.setOffline(true)
  await page.getByText(t.connection.offline).waitFor()
  await customer.send('電車の中からです')
  await customer.seesState('電車', t.message.queued)
  await see(page, 'phone-offline')
  await customer.context.setOffline(false)
  await customer.seesState('電車', t.message.sent)

  await demo.close()
  await page.getByText(t.chat.closed).waitFor()
  await see(page, 'phone-closed')
  await demo.server.kill()
  await page.getByText(t.connection.waiting).waitFor()
  await see(page, 'phone-waiting')
  await page.goto('about:blank')
}

/** Nothing is wider than the window, from a small phone to a large screen. */
async function widths(demo: Demo, shopper: Person): Promise<void> {
  await demo.say('customer', { content: 'a'.repeat(300) })
  await shopper.line('a'.repeat(300)).waitFor()
  const { page, log } = shopper
  for (const width of [360, 390, 600, 719, 720, 1024, 1440]) {
    await page.setViewportSize({ width, height: 800 })
    await page.waitForFunction((wanted) => innerWidth === wanted, width)
    await log.waitFor()
    expect(await overflow(page), `${width}`).toBe(0)
    expect(await log.evaluate((box) => box.scrollWidth - box.clientWidth), `${width}`).toBe(0)
    if (width === 360) await screenshot(page, 'light-smallest')
  }
  await page.setViewportSize(desktop.viewport)
}
